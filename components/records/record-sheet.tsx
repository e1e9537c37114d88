"use client";
import { useQuery } from "@tanstack/react-query";
import { Pencil, Trash2, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { JsonView } from "@/components/ui/json-view";
import { LoadProblem } from "@/components/ui/load-problem";
import { Sheet, SheetClose, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { Time, useTimeZone } from "@/components/ui/time";
import { DeleteRecord } from "./delete-record";
import { EditRecord } from "./edit-record";
import { RecordHistory } from "./record-history";
import { isEditable, valueText } from "./record-values";

type RecordDetail = Outputs["records"]["get"];

/** One record: its fields, a way to change them, and everything that was done with it. */
export function RecordSheet(props: { recordId: string | null; mayEdit: boolean; onClose: () => void }) {
  return (
    <Sheet open={props.recordId !== null} onOpenChange={(open) => !open && props.onClose()}>
      <SheetContent side="right" className="w-[520px] overflow-y-auto p-0" aria-describedby={undefined}>
        {props.recordId !== null && (
          <Content
            key={props.recordId}
            recordId={props.recordId}
            mayEdit={props.mayEdit}
            onClose={props.onClose}
          />
        )}
      </SheetContent>
    </Sheet>
  );
}

function Content(props: { recordId: string; mayEdit: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.records.get.queryOptions({ recordId: props.recordId }));
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const record = query.data;
  return (
    <div className="flex flex-col gap-5 p-5">
      <header className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="min-h-4 text-muted text-xs">{record?.collectionName}</p>
          <SheetTitle className="break-words font-semibold text-base">{record?.title ?? "Record"}</SheetTitle>
          {record && (
            <p className="text-muted text-xs">
              {record.deletedAt ? "Deleted " : "Changed "}
              <Time at={record.deletedAt ?? record.updatedAt} />, version {record.version}
            </p>
          )}
        </div>
        <SheetClose asChild>
          <Button variant="quiet" size="icon" aria-label="Close">
            <X size={16} aria-hidden />
          </Button>
        </SheetClose>
      </header>
      {query.isPending ? (
        <>
          <Skeleton className="h-48" />
          <Skeleton className="h-24" />
        </>
      ) : query.isError ? (
        <LoadProblem title="This record cannot be shown" error={query.error} onRetry={query.refetch} />
      ) : (
        <>
          {query.data.deletedAt && (
            <p className="text-[13px] text-state-degraded">
              This record was deleted. An admin can bring it back from{" "}
              <Link
                className="underline underline-offset-2"
                href={`/audit?on=record&object=${query.data.id}`}
              >
                the audit log
              </Link>
              .
            </p>
          )}
          {doing === "edit" ? (
            <EditRecord record={query.data} onClose={() => setDoing(null)} />
          ) : (
            <>
              <Fields record={query.data} />
              {props.mayEdit && !query.data.deletedAt && (
                <div className="flex gap-2">
                  <Button onClick={() => setDoing("edit")}>
                    <Pencil size={14} aria-hidden /> Change
                  </Button>
                  <Button variant="danger" onClick={() => setDoing("delete")}>
                    <Trash2 size={14} aria-hidden /> Delete
                  </Button>
                </div>
              )}
            </>
          )}
          {doing === "delete" && (
            <DeleteRecord record={query.data} onClose={() => setDoing(null)} onDeleted={props.onClose} />
          )}
          <RecordHistory recordId={props.recordId} />
        </>
      )}
    </div>
  );
}

function Fields({ record }: { record: RecordDetail }) {
  const timeZone = useTimeZone();
  return (
    <dl className="divide-y divide-line border-line border-y text-[13px]">
      {record.fields.map((field) => {
        const value = record.data[field.key];
        return (
          <div
            key={field.key}
            className="grid min-h-8 grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-baseline gap-3 py-1.5"
          >
            <dt className="text-muted">{field.label}</dt>
            <dd className="whitespace-pre-wrap break-words">
              {isEditable(field, value) ? (
                valueText(field, value, timeZone)
              ) : (
                <JsonView value={value ?? null} label="Show" />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
