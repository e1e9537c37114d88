"use client";
import { Field as LabelledField } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { Field } from "@/workflow/nodes/define";
import type { Classification } from "@/workflow/operations/classification";

type Money = NonNullable<Classification["money"]>;

const FIXED = "\u0000fixed";
const EMPTY: Money = { amount: "", currency: { from: "fixed", code: "" }, smallestUnit: false };

/** Which field holds the amount, and in which currency it is: what the caps go by. */
export function MoneyFields(props: {
  fields: readonly Field[];
  value: Money | null;
  onChange: (money: Money) => void;
  problem?: string;
}) {
  const money = props.value ?? EMPTY;
  const options = props.fields
    .filter(({ type }) => type === "number" || type === "text" || type === "choice")
    .map(({ key, label }) => ({ value: key, label }));
  const { currency } = money;
  return (
    <>
      <LabelledField id="money-amount" label="The amount stands in" error={props.problem}>
        <Select
          id="money-amount"
          value={money.amount}
          placeholder="Choose a field"
          options={options}
          onValueChange={(amount) => props.onChange({ ...money, amount })}
        />
      </LabelledField>
      <LabelledField
        id="money-unit"
        label="It counts the smallest unit"
        help="1250 is 12.50, as with many payment systems."
      >
        <Switch
          id="money-unit"
          checked={money.smallestUnit}
          onCheckedChange={(smallestUnit) => props.onChange({ ...money, smallestUnit })}
        />
      </LabelledField>
      <LabelledField id="money-currency" label="The currency stands in">
        <Select
          id="money-currency"
          value={currency.from === "fixed" ? FIXED : currency.key}
          options={[...options, { value: FIXED, label: "It is always the same" }]}
          onValueChange={(key) =>
            props.onChange({
              ...money,
              currency: key === FIXED ? { from: "fixed", code: "" } : { from: "field", key },
            })
          }
        />
      </LabelledField>
      {currency.from === "fixed" && (
        <LabelledField id="money-code" label="Currency" className="w-24">
          <Input
            id="money-code"
            className="uppercase"
            maxLength={3}
            placeholder="EUR"
            value={currency.code}
            onChange={(event) =>
              props.onChange({
                ...money,
                currency: { from: "fixed", code: event.target.value.toUpperCase() },
              })
            }
          />
        </LabelledField>
      )}
    </>
  );
}
