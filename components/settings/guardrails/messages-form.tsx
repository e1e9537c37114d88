import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Inputs, type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { AccountFields } from "./account-fields";
import { linesOf } from "./lines";
import { MessagesPreview } from "./messages-preview";
import { RuleButtons } from "./rule-buttons";

type Standing = Outputs["guardrails"]["messages"];
type Rule = Inputs["guardrails"]["previewMessages"];

const LISTS = [
  {
    key: "complaints",
    label: "Complaint words",
    help: "One a line. Whole words, whatever their case or accents; “complain*” is every word that begins so.",
    placeholder: "not acceptable\ncomplain*",
  },
  {
    key: "legal",
    label: "Legal language",
    help: "One a line, words or phrases of up to six words.",
    placeholder: "lawyer\nlegal action",
  },
  {
    key: "accounts",
    label: "High-value accounts",
    help: "One a line: an address, or a domain for everybody there.",
    placeholder: "anna@acme.example\nacme.example",
  },
] as const;

const FIELDS = [...LISTS.map(({ key }) => key), "fields"];

/** Changes which messages are held, having said what that would have held. */
export function MessagesForm({ standing }: { standing: Standing }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [texts, setTexts] = useState(() => ({
    complaints: standing.rule.complaints.join("\n"),
    legal: standing.rule.legal.join("\n"),
    accounts: standing.rule.accounts.join("\n"),
  }));
  const [fields, setFields] = useState(standing.rule.fields);
  const [alsoArrived, setAlsoArrived] = useState(standing.rule.alsoArrived);
  const rule: Rule = {
    complaints: linesOf(texts.complaints),
    legal: linesOf(texts.legal),
    accounts: linesOf(texts.accounts),
    fields: fields.filter(({ field, value }) => field.trim() !== "" || value.trim() !== ""),
    alsoArrived,
  };
  const preview = useMutation(
    trpc.guardrails.previewMessages.mutationOptions({ meta: { handlesErrors: true } }),
  );
  const setting = useMutation(
    trpc.guardrails.setMessages.mutationOptions({
      onSuccess: async () => {
        toast.success("Messages are held by this from now on.");
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
      {LISTS.map(({ key, label, help, placeholder }) => (
        <Field key={key} id={`messages-${key}`} label={label} help={help} error={fieldProblem(error, key)}>
          <Textarea
            id={`messages-${key}`}
            rows={3}
            spellCheck={false}
            className="max-h-80"
            placeholder={placeholder}
            value={texts[key]}
            aria-invalid={fieldProblem(error, key) !== undefined}
            onChange={(event) => setTexts({ ...texts, [key]: event.target.value })}
          />
        </Field>
      ))}
      <AccountFields fields={fields} error={fieldProblem(error, "fields")} onChange={setFields} />
      <div className="flex items-start gap-2 text-[13px]">
        <Checkbox
          id="messages-arrived"
          className="mt-0.5"
          checked={alsoArrived}
          onCheckedChange={(checked) => setAlsoArrived(checked === true)}
        />
        <label htmlFor="messages-arrived">
          Look for the words in what arrived, too
          <span className="block text-muted text-xs">
            Then the answer to a complaint is held, even if it says nothing of the kind itself.
          </span>
        </label>
      </div>
      <RuleButtons
        standing={standing}
        changed={JSON.stringify(rule) !== JSON.stringify(inOrder(standing.rule))}
        previewing={preview.isPending}
        saving={setting.isPending}
        problem={formProblem(error, FIELDS)}
        label="See what it would have held"
        onPreview={() => {
          setting.reset();
          preview.mutate(rule);
        }}
      />
      {told && <MessagesPreview preview={told} />}
    </form>
  );
}

function inOrder({ complaints, legal, accounts, fields, alsoArrived }: Rule): Rule {
  return { complaints, legal, accounts, fields, alsoArrived };
}
