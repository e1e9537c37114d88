"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { JsonObject } from "@/workflow/json";
import { ConnectorFields } from "./connector-fields";
import { type Connector, type Entries, fromEntries, takesReports, toEntries } from "./connectors";
import { ReportAddress } from "./report-address";

export type Connection = Outputs["connections"]["list"][number];

const KEEP = "keep";
const NONE = "none";

/** A new connection, or one that stands. Credentials are only ever entered; nobody is shown them again. */
export function ConnectionDialog(props: {
  connector: Connector;
  standing: Connection | null;
  onClose: () => void;
  onSaved: () => unknown;
}) {
  const { connector, standing } = props;
  const trpc = useTRPC();
  const [name, setName] = useState(standing?.name ?? "");
  const [config, setConfig] = useState<Entries>(() => toEntries(connector.config, standing?.config ?? {}));
  const [rateCap, setRateCap] = useState(standing?.rateCap?.toString() ?? "");
  const [signIn, setSignIn] = useState(
    standing?.hasSecret ? KEEP : (connector.signsInAlways && connector.secrets[0]?.kind) || NONE,
  );
  const [secret, setSecret] = useState<Entries>({});
  const options = {
    onSuccess: () => {
      toast.success(`“${name.trim()}” is saved.`);
      props.onClose();
      void props.onSaved();
    },
    meta: { handlesErrors: true },
  };
  const create = useMutation(trpc.connections.create.mutationOptions(options));
  const update = useMutation(trpc.connections.update.mutationOptions(options));
  const { error, isPending } = standing ? update : create;

  const way = connector.secrets.find(({ kind }) => kind === signIn);
  const fields = [
    "name",
    "rateCap",
    ...connector.config.map(({ path }) => path),
    ...(way?.fields.map(({ path }) => path) ?? []),
  ];
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    const entered = {
      name: name.trim(),
      config: fromEntries(connector.config, config),
      // What is no number is refused with the sentence about the bounds.
      rateCap: rateCap.trim() === "" ? null : Number(rateCap.replace(",", ".")) || 0,
    };
    const credentials = way ? secretOf(connector, way.kind, fromEntries(way.fields, secret)) : null;
    if (!standing) create.mutate({ connector: connector.id, ...entered, secret: credentials });
    // Left out, what is stored stays.
    else
      update.mutate({
        connectionId: standing.id,
        ...entered,
        ...(signIn === KEEP ? {} : { secret: credentials }),
      });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={standing ? `Change “${standing.name}”` : `Connect: ${connector.label}`}
      description={connector.description}
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Leave it
          </Button>
          <Button type="submit" form="connection" variant="primary" loading={isPending}>
            {standing ? "Save" : "Connect"}
          </Button>
        </>
      }
    >
      <form id="connection" className="flex flex-col gap-4" noValidate onSubmit={save}>
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
            aria-invalid={fieldProblem(error, "name") !== undefined}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <ConnectorFields
          fields={connector.config}
          entries={config}
          onChange={setConfig}
          problem={(path) => fieldProblem(error, path)}
        />
        {takesReports(config) && <ReportAddress connection={standing} />}
        <Field
          id="connection-sign-in"
          label="Signs in with"
          help="Credentials are encrypted and never shown again."
        >
          <Select
            id="connection-sign-in"
            value={signIn}
            onValueChange={setSignIn}
            options={[
              ...(standing?.hasSecret ? [{ value: KEEP, label: "What is stored" }] : []),
              ...(connector.signsInAlways ? [] : [{ value: NONE, label: "Nothing" }]),
              ...connector.secrets.map(({ kind, label }) => ({ value: kind, label })),
            ]}
          />
        </Field>
        {way && (
          <ConnectorFields
            fields={way.fields}
            entries={secret}
            onChange={setSecret}
            problem={(path) => fieldProblem(error, path)}
          />
        )}
        <Field
          id="connection-rate-cap"
          label="At most, actions a second"
          help="Empty: as many as there are. What goes beyond it waits its turn."
          error={fieldProblem(error, "rateCap")}
        >
          <Input
            id="connection-rate-cap"
            inputMode="decimal"
            className="w-24"
            value={rateCap}
            aria-invalid={fieldProblem(error, "rateCap") !== undefined}
            onChange={(event) => setRateCap(event.target.value)}
          />
        </Field>
        {formProblem(error, fields) && (
          <p role="alert" className="text-[13px] text-state-failed">
            {formProblem(error, fields)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Where there are several ways to sign in, what is sent says which one it is. */
function secretOf(connector: Connector, kind: string, entered: JsonObject): JsonObject {
  return connector.secrets.length > 1 ? { kind, ...entered } : entered;
}
