import { Plus, X } from "lucide-react";
import type { Outputs } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

type AccountField = Outputs["guardrails"]["messages"]["rule"]["fields"][number];

const COMPARISONS = [
  { value: "equal", label: "is" },
  { value: "at-least", label: "is at least" },
] as const;

/** High-value accounts by what arrived: a field, and what it says. */
export function AccountFields(props: {
  fields: readonly AccountField[];
  error: string | undefined;
  onChange: (fields: AccountField[]) => void;
}) {
  const { fields, onChange } = props;
  const change = (at: number, part: Partial<AccountField>) =>
    onChange(fields.map((each, index) => (index === at ? { ...each, ...part } : each)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-[13px]">High-value accounts, by a field</legend>
      {fields.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own, and stay in order
        <div key={at} className="flex flex-wrap items-center gap-2">
          <Input
            aria-label="Field"
            className="w-44"
            placeholder="customer.tier"
            value={each.field}
            onChange={(event) => change(at, { field: event.target.value })}
          />
          <Select
            aria-label="Comparison"
            value={each.is}
            options={COMPARISONS}
            onValueChange={(is) => change(at, { is: is === "at-least" ? "at-least" : "equal" })}
          />
          <Input
            aria-label="Value"
            className="w-36"
            placeholder={each.is === "equal" ? "gold" : "10000"}
            value={each.value}
            onChange={(event) => change(at, { value: event.target.value })}
          />
          <Button
            type="button"
            variant="quiet"
            size="small"
            aria-label={`Take away ${each.field || "this field"}`}
            onClick={() => onChange(fields.filter((_, index) => index !== at))}
          >
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
      {props.error ? (
        <p className="text-state-failed text-xs leading-4">{props.error}</p>
      ) : (
        <p className="text-muted text-xs leading-4">
          A field of what arrived, or of a record that the run found. With one that fits, its messages are
          held.
        </p>
      )}
      <div>
        <Button
          type="button"
          variant="quiet"
          size="small"
          onClick={() => onChange([...fields, { field: "", is: "equal", value: "" }])}
        >
          <Plus size={14} aria-hidden /> Add a field
        </Button>
      </div>
    </fieldset>
  );
}
