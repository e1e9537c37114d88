import type { Outputs } from "@/components/api";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { counted } from "@/workflow/nodes/words";
import { isLong, labelOf } from "./edit-fields";

type EditField = Outputs["operations"]["editForm"]["fields"][number];

/** The input of an action, field by field; what it left empty stays out of the way. */
export function EffectFields(props: {
  fields: readonly EditField[];
  texts: { readonly [key: string]: string };
  /** Keys of fields whose text is not JSON. */
  malformed: readonly string[];
  onChange: (texts: { [key: string]: string }) => void;
}) {
  const { fields, texts, malformed, onChange } = props;
  const given = fields.filter(({ value }) => value !== null);
  const absent = fields.filter(({ value }) => value === null);
  const control = (field: EditField) => {
    const wrong = malformed.includes(field.key);
    const shared = {
      id: `edit-${field.key}`,
      value: texts[field.key] ?? "",
      "aria-invalid": wrong,
      onChange: (event: { target: { value: string } }) =>
        onChange({ ...texts, [field.key]: event.target.value }),
    };
    return (
      <Field
        key={field.key}
        id={shared.id}
        label={labelOf(field)}
        error={wrong ? "This is not valid JSON. Mend it, or empty the field." : undefined}
      >
        {isLong(field) ? <Textarea rows={5} {...shared} /> : <Input {...shared} />}
      </Field>
    );
  };
  return (
    <>
      {given.map(control)}
      {absent.length > 0 && (
        <details>
          <summary className="cursor-pointer text-[13px] text-muted">
            {counted(absent.length, "field")} that it left empty
          </summary>
          <div className="mt-3 flex flex-col gap-4">{absent.map(control)}</div>
        </details>
      )}
    </>
  );
}
