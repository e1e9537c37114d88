import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { formatMoney } from "@/components/ui/money";
import { CapPreview } from "./cap-preview";

type Cap = Outputs["guardrails"]["moneyCaps"][number];

const FIELDS = ["currency", "capPerAction", "budgetPerDay"] as const;

/** Sets the limits of a currency, having said what they would have kept for a person. */
export function CapForm(props: {
  currency: string;
  caps: readonly Cap[];
  focus: boolean;
  onSet: () => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [currency, setCurrency] = useState(props.currency);
  const standing = props.caps.find((each) => each.currency === currency.trim().toUpperCase());
  const [cap, setCap] = useState(standing?.capPerAction ?? "");
  const [budget, setBudget] = useState(standing?.budgetPerDay ?? "");
  const rule = {
    currency: currency.trim().toUpperCase(),
    capPerAction: cap.trim(),
    budgetPerDay: budget.trim() || null,
  };
  const setting = useMutation(
    trpc.guardrails.setMoneyCap.mutationOptions({
      onSuccess: async (_, input) => {
        toast.success(
          `Above ${formatMoney(input.capPerAction, input.currency)} a person decides from now on.`,
        );
        setCap("");
        setBudget("");
        props.onSet();
        await queries.invalidateQueries({ queryKey: trpc.guardrails.pathKey() });
      },
      meta: { handlesErrors: true },
    }),
  );
  const problem = (field: (typeof FIELDS)[number]) => fieldProblem(setting.error, field);
  return (
    <form
      className="mt-6 flex flex-wrap items-start gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setting.mutate({ ...rule, version: standing?.version ?? 0 });
      }}
    >
      <Field id="cap-currency" label="Currency" error={problem("currency")} className="w-24">
        <Input
          id="cap-currency"
          className="uppercase"
          maxLength={3}
          placeholder="EUR"
          value={currency}
          aria-invalid={problem("currency") !== undefined}
          onChange={(event) => setCurrency(event.target.value)}
        />
      </Field>
      <Field
        id="cap-amount"
        label="Most per action"
        help="Up to and including this it goes out by itself. With 0 a person always decides."
        error={problem("capPerAction")}
        className="w-64"
      >
        <Input
          id="cap-amount"
          inputMode="decimal"
          className="font-mono"
          placeholder="250.00"
          value={cap}
          autoFocus={props.focus}
          aria-invalid={problem("capPerAction") !== undefined}
          onChange={(event) => setCap(event.target.value)}
        />
      </Field>
      <Field
        id="cap-budget"
        label="Together per day"
        help="Once a day's actions come to this, a person decides on the next. Empty: no limit."
        error={problem("budgetPerDay")}
        className="w-64"
      >
        <Input
          id="cap-budget"
          inputMode="decimal"
          className="font-mono"
          placeholder="5000"
          value={budget}
          aria-invalid={problem("budgetPerDay") !== undefined}
          onChange={(event) => setBudget(event.target.value)}
        />
      </Field>
      <Button
        type="submit"
        variant="primary"
        className="mt-[27px]"
        disabled={cap.trim() === "" || currency.trim().length !== 3}
        loading={setting.isPending}
      >
        Set the limits
      </Button>
      <CapPreview rule={rule} />
      {formProblem(setting.error, FIELDS) && (
        <p role="alert" className="w-full text-[13px] text-state-failed">
          {formProblem(setting.error, FIELDS)}
        </p>
      )}
    </form>
  );
}
