import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { HostsPreview } from "./hosts-preview";
import { linesOf } from "./lines";
import { RuleButtons } from "./rule-buttons";

/** Changes which hosts may be reached, having said what that would cut off. */
export function HostsForm({ standing }: { standing: Outputs["guardrails"]["hosts"] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [text, setText] = useState(standing.rule.hosts.join("\n"));
  const rule = { hosts: linesOf(text) };
  const preview = useMutation(
    trpc.guardrails.previewHosts.mutationOptions({ meta: { handlesErrors: true } }),
  );
  const setting = useMutation(
    trpc.guardrails.setHosts.mutationOptions({
      onSuccess: async (_, { hosts }) => {
        toast.success(
          hosts.length === 0
            ? "Any public host may be reached."
            : "Only these hosts are reached from now on.",
        );
        await queries.invalidateQueries({ queryKey: trpc.guardrails.pathKey() });
      },
      meta: { handlesErrors: true },
    }),
  );
  const error = setting.error ?? preview.error;
  const told = JSON.stringify(preview.variables) === JSON.stringify(rule) ? preview.data : undefined;
  return (
    <form
      className="flex max-w-2xl flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        preview.reset();
        setting.mutate({ ...rule, version: standing.version });
      }}
    >
      <Field
        id="hosts-list"
        label="Hosts that may be reached"
        help="One a line: api.example.com, *.example.com for what is below it, or with a port. Empty: any public host. What is inside your own network is allowed on its connection, and has to be listed here as well."
        error={fieldProblem(error, "hosts")}
      >
        <Textarea
          id="hosts-list"
          rows={4}
          spellCheck={false}
          className="max-h-80 font-mono"
          placeholder="Any public host"
          value={text}
          aria-invalid={fieldProblem(error, "hosts") !== undefined}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <RuleButtons
        standing={standing}
        changed={JSON.stringify(rule.hosts) !== JSON.stringify(standing.rule.hosts)}
        previewing={preview.isPending}
        saving={setting.isPending}
        problem={formProblem(error, ["hosts"])}
        label="See what it would cut off"
        onPreview={() => {
          setting.reset();
          preview.mutate(rule);
        }}
      />
      {told && <HostsPreview preview={told} />}
    </form>
  );
}
