import { Field } from "./field";
import { Textarea } from "./textarea";

/** Asks for the reason of what somebody is about to do. `missing`: they tried without giving one. */
export function WhyField(props: {
  id: string;
  missing: boolean;
  value: string;
  onChange: (value: string) => void;
}) {
  const { id, missing, value, onChange } = props;
  return (
    <Field id={id} label="Why" error={missing ? "Say why, so that others can follow it later." : undefined}>
      <Textarea
        id={id}
        rows={2}
        maxLength={1000}
        placeholder="Kept in the audit log"
        aria-invalid={missing}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
