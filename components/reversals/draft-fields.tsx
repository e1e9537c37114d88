import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { JsonObject } from "@/workflow/json";

/** What would go out, and which of its texts may be changed. */
type Draft = { input: JsonObject; fields: readonly { key: string; label: string; long?: boolean }[] };
export type DraftTexts = { [field: string]: string };

/** The texts of a draft as they were proposed. */
export function textsOf(draft: Draft): DraftTexts {
  return Object.fromEntries(draft.fields.map(({ key }) => [key, String(draft.input[key] ?? "")]));
}

/** A draft of what makes good for an action: what is fixed is told, the rest may be edited in place. */
export function DraftFields(props: {
  draft: Draft;
  texts: DraftTexts;
  onChange: (texts: DraftTexts) => void;
}) {
  const { draft, texts, onChange } = props;
  const editable = new Set(draft.fields.map(({ key }) => key));
  const fixed = Object.entries(draft.input).filter(([key]) => !editable.has(key));
  return (
    <section aria-label="Draft" className="flex flex-col gap-3">
      {fixed.map(([key, value]) => (
        <p key={key} className="text-[13px]">
          <span className="text-muted">{key}: </span>
          {typeof value === "string" ? value : JSON.stringify(value)}
        </p>
      ))}
      {draft.fields.map(({ key, label, long }) => {
        const shared = {
          id: `draft-${key}`,
          value: texts[key] ?? "",
          onChange: (event: { target: { value: string } }) =>
            onChange({ ...texts, [key]: event.target.value }),
        };
        return (
          <Field key={key} id={shared.id} label={label}>
            {long ? <Textarea rows={7} {...shared} /> : <Input {...shared} />}
          </Field>
        );
      })}
    </section>
  );
}
