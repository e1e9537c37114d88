"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { counted } from "@/workflow/nodes/words";
import { ConnectorFields } from "../connector-fields";
import { type Connector, type Entries, fromEntries } from "../connectors";
import { DocumentFields, type GivenDocument } from "./document-fields";

type Preview = Outputs["connections"]["readDocument"];

const FORM = "connect-document";
const NONE = "none";

/** Connects a system by its OpenAPI document: first the document, then what it cannot know. */
export function ConnectDocumentDialog(props: {
  connector: Connector;
  onClose: () => void;
  onSaved: () => unknown;
}) {
  const trpc = useTRPC();
  const [document, setDocument] = useState<GivenDocument | null>(null);
  const reading = useMutation(
    trpc.connections.readDocument.mutationOptions({ meta: { handlesErrors: true } }),
  );
  const problem =
    fieldProblem(reading.error, "document") ??
    fieldProblem(reading.error, "url") ??
    formProblem(reading.error, ["document", "url"]);
  if (reading.data && document) {
    return <AccessStep {...props} preview={reading.data} document={document} />;
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={`Connect: ${props.connector.label}`}
      description="Its operations are read from the document. What they do is confirmed afterwards, once."
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Leave it
          </Button>
          <Button
            type="submit"
            form={FORM}
            variant="primary"
            disabled={!document}
            loading={reading.isPending}
          >
            Read the document
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (document) reading.mutate(document);
        }}
      >
        <DocumentFields
          onChange={(given) => {
            reading.reset();
            setDocument(given);
          }}
          problem={problem}
        />
      </form>
    </Dialog>
  );
}

function AccessStep(props: {
  connector: Connector;
  preview: Preview;
  document: GivenDocument;
  onClose: () => void;
  onSaved: () => unknown;
}) {
  const { connector, preview } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState(preview.title.slice(0, 80));
  const [config, setConfig] = useState<Entries>({ baseUrl: preview.addresses[0] ?? "" });
  const [way] = preview.signIn;
  const [signIn, setSignIn] = useState<string>(way?.kind ?? NONE);
  const [secret, setSecret] = useState<Entries>(way?.name ? { name: way.name } : {});
  const connecting = useMutation(
    trpc.connections.connectDocument.mutationOptions({
      onSuccess: ({ connectionId }) => {
        void props.onSaved();
        router.push(`/settings/connections/${connectionId}`);
      },
      meta: { handlesErrors: true },
    }),
  );
  const { error } = connecting;
  const chosen = connector.secrets.find(({ kind }) => kind === signIn);
  const fields = ["name", "baseUrl", "allowedHosts", ...(chosen?.fields.map(({ path }) => path) ?? [])];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={`Connect: ${preview.title}`}
      description={sentenceFor(preview)}
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Leave it
          </Button>
          <Button type="submit" form={FORM} variant="primary" loading={connecting.isPending}>
            Connect
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          connecting.mutate({
            name: name.trim(),
            config: fromEntries(connector.config, config),
            secret: chosen ? { kind: chosen.kind, ...fromEntries(chosen.fields, secret) } : null,
            document: props.document,
          });
        }}
      >
        <Field
          id="connection-name"
          label="Name"
          help="Builders choose it by this name."
          error={fieldProblem(error, "name")}
        >
          <Input
            id="connection-name"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <ConnectorFields
          fields={connector.config}
          entries={config}
          onChange={setConfig}
          problem={(path) => fieldProblem(error, path)}
        />
        <Field
          id="connection-sign-in"
          label="Signs in with"
          help={
            preview.signIn.length > 0
              ? "As the document says. Credentials are encrypted and never shown again."
              : "Credentials are encrypted and never shown again."
          }
        >
          <Select
            id="connection-sign-in"
            value={signIn}
            onValueChange={setSignIn}
            options={[
              { value: NONE, label: "Nothing" },
              ...connector.secrets.map(({ kind, label }) => ({ value: kind, label })),
            ]}
          />
        </Field>
        {chosen && (
          <ConnectorFields
            fields={chosen.fields}
            entries={secret}
            onChange={setSecret}
            problem={(path) => fieldProblem(error, path)}
          />
        )}
        {formProblem(error, fields) && (
          <p role="alert" className="text-[13px] text-state-failed">
            {formProblem(error, fields)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function sentenceFor({ operations, writing, unusable, version }: Preview): string {
  const stated = version === "" ? "" : ` (version ${version})`;
  const cannot = unusable > 0 ? ` ${unusable} of them cannot be used from here.` : "";
  return `The document${stated} lists ${counted(operations, "operation")}; ${writing} of them write something.${cannot}`;
}
