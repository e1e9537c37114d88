import { Plus, X } from "lucide-react";
import type { Outputs } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

type Amount = Outputs["guardrails"]["fourEyes"]["rule"]["amounts"][number];

/** Above which amounts two people have to agree; one a currency. */
export function FourEyesAmounts(props: {
  amounts: readonly Amount[];
  error: string | undefined;
  onChange: (amounts: Amount[]) => void;
}) {
  const { amounts, onChange } = props;
  const change = (at: number, part: Partial<Amount>) =>
    onChange(amounts.map((each, index) => (index === at ? { ...each, ...part } : each)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-[13px]">Above an amount</legend>
      {amounts.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own, and stay in order
        <div key={at} className="flex items-center gap-2">
          <Input
            aria-label="Currency"
            className="w-20 uppercase"
            maxLength={3}
            placeholder="EUR"
            value={each.currency}
            onChange={(event) => change(at, { currency: event.target.value.toUpperCase() })}
          />
          <Input
            aria-label="Above"
            inputMode="decimal"
            className="w-36 font-mono"
            placeholder="1000.00"
            value={each.above}
            onChange={(event) => change(at, { above: event.target.value })}
          />
          <Button
            type="button"
            variant="quiet"
            size="small"
            aria-label={`Take away ${each.currency || "this amount"}`}
            onClick={() => onChange(amounts.filter((_, index) => index !== at))}
          >
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
      {props.error && <p className="text-state-failed text-xs leading-4">{props.error}</p>}
      <div>
        <Button
          type="button"
          variant="quiet"
          size="small"
          onClick={() => onChange([...amounts, { currency: "", above: "" }])}
        >
          <Plus size={14} aria-hidden /> Add an amount
        </Button>
      </div>
    </fieldset>
  );
}
