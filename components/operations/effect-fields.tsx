import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { counted } from "@/workflow/nodes/words";
import { type Entry, howToMend, isLong } from "./edit-fields";

/** The input of an action, entry by entry; what it left empty stays out of the way. */
export function EffectFields(props: {
  entries: readonly Entry[];
  /** By the entries' ids. */
  texts: { readonly [id: string]: string };
  /** Ids of entries whose text is not what it has to be. */
  malformed: readonly string[];
  onChange: (texts: { [id: string]: string }) => void;
}) {
  const { entries, texts, malformed, onChange } = props;
  const given = entries.filter(({ value }) => value !== null);
  const absent = entries.filter(({ value }) => value === null);
  const control = (entry: Entry) => {
    const wrong = malformed.includes(entry.id);
    const shared = {
      id: `edit-${entry.id}`,
      value: texts[entry.id] ?? "",
      "aria-invalid": wrong,
      onChange: (event: { target: { value: string } }) =>
        onChange({ ...texts, [entry.id]: event.target.value }),
    };
    return (
      <Field key={entry.id} id={shared.id} label={entry.label} error={wrong ? howToMend(entry) : undefined}>
        {isLong(entry) ? <Textarea rows={5} {...shared} /> : <Input {...shared} />}
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
