"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { counted } from "@/workflow/nodes/words";
import { DocumentFields, type GivenDocument } from "./document-fields";

type Imported = Outputs["connections"]["importDocument"];

/** A new version of a connection's document: what changed is said. */
export function NewVersionDialog(props: { connectionId: string; source: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [document, setDocument] = useState<GivenDocument | null>(
    props.source === "" ? null : { url: props.source },
  );
  const importing = useMutation(
    trpc.connections.importDocument.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.connections.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const { data } = importing;
  return (
    <Dialog
      open
      wide={data !== undefined}
      onOpenChange={(open) => !open && props.onClose()}
      title="Read a new version"
      description="What was confirmed stays confirmed for operations that are called as before."
      footer={
        data ? (
          <Button variant="primary" onClick={props.onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button variant="quiet" onClick={props.onClose}>
              Leave it
            </Button>
            <Button
              variant="primary"
              disabled={!document}
              loading={importing.isPending}
              onClick={() => document && importing.mutate({ connectionId: props.connectionId, document })}
            >
              Read it
            </Button>
          </>
        )
      }
    >
      {data ? (
        <Changes imported={data} />
      ) : (
        <div className="flex flex-col gap-4">
          <DocumentFields
            source={props.source}
            onChange={(given) => {
              importing.reset();
              setDocument(given);
            }}
            problem={importing.error ? errorSentence(importing.error) : undefined}
          />
        </div>
      )}
    </Dialog>
  );
}

function Changes({ imported }: { imported: Imported }) {
  const { changes, version, unchanged } = imported;
  const { counts } = changes;
  if (unchanged)
    return <p className="text-[13px]">It is the document that was read last: nothing has changed.</p>;
  if (counts.added + counts.changed + counts.removed === 0) {
    return (
      <p className="text-[13px]">Version {version} is read. No operation is called otherwise than before.</p>
    );
  }
  return (
    <div className="flex flex-col gap-4 text-[13px]">
      <p role="status">
        Version {version} is read: {counts.added} new, {counts.changed} changed, {counts.removed} gone.
        {changes.reopened > 0 && ` ${counted(changes.reopened, "operation")} to be confirmed again.`}
      </p>
      <ChangeList title="Changed" items={changes.changed} />
      <ChangeList title="Gone" items={changes.removed} />
      <ChangeList title="New" items={changes.added} />
    </div>
  );
}

function ChangeList(props: {
  title: string;
  items: readonly { key: string; summary: string; what?: string }[];
}) {
  if (props.items.length === 0) return null;
  return (
    <section>
      <h3 className="font-medium text-xs">{props.title}</h3>
      <ul className="mt-1 max-h-56 divide-y divide-line overflow-y-auto border-line border-y">
        {props.items.map(({ key, summary, what }) => (
          <li key={key} className="py-1.5">
            {summary} {what && <span className="text-muted">{what}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
