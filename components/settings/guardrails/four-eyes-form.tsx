import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Inputs, type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { FourEyesAmounts } from "./four-eyes-amounts";
import { HeldList } from "./held-list";
import { RuleButtons } from "./rule-buttons";

type Rule = Inputs["guardrails"]["previewFourEyes"];
type Preview = Outputs["guardrails"]["previewFourEyes"];

const KINDS = [
  { value: "money", label: "Whatever moves money" },
  { value: "send", label: "Whatever is sent: emails, requests to other systems" },
  { value: "delete", label: "Whatever deletes something" },
] as const;

const REVERSALS = [
  { value: "anybody", label: "Any admin, alone" },
  { value: "not-releaser", label: "An admin alone, but not whoever let it go out" },
  { value: "nobody", label: "Two people, whoever let it go out" },
] as const;

const FIELDS = ["kinds", "amounts", "reversals"];

/** Changes where two people have to agree, having said what that would have concerned. */
export function FourEyesForm({ standing }: { standing: Outputs["guardrails"]["fourEyes"] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [kinds, setKinds] = useState(standing.rule.kinds);
  const [amounts, setAmounts] = useState(standing.rule.amounts);
  const [reversals, setReversals] = useState(standing.rule.reversals);
  const rule: Rule = {
    kinds,
    amounts: amounts.filter(({ currency, above }) => currency.trim() !== "" || above.trim() !== ""),
    reversals,
  };
  const preview = useMutation(
    trpc.guardrails.previewFourEyes.mutationOptions({ meta: { handlesErrors: true } }),
  );
  const setting = useMutation(
    trpc.guardrails.setFourEyes.mutationOptions({
      onSuccess: async () => {
        toast.success("This is how many people it takes from now on.");
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
      <FourEyesAmounts amounts={amounts} error={fieldProblem(error, "amounts")} onChange={setAmounts} />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium text-[13px]">Of what workflows do, always</legend>
        {KINDS.map(({ value, label }) => (
          <div key={value} className="flex items-center gap-2 text-[13px]">
            <Checkbox
              id={`four-eyes-${value}`}
              checked={kinds.includes(value)}
              onCheckedChange={(checked) =>
                setKinds(
                  KINDS.map((each) => each.value).filter((each) =>
                    each === value ? checked : kinds.includes(each),
                  ),
                )
              }
            />
            <label htmlFor={`four-eyes-${value}`}>{label}</label>
          </div>
        ))}
      </fieldset>
      <Field
        id="four-eyes-reversals"
        label="Who takes back what a workflow did"
        help="Of two people, whoever asks for it is the first."
        error={fieldProblem(error, "reversals")}
      >
        <Select
          id="four-eyes-reversals"
          className="max-w-sm"
          value={reversals}
          options={REVERSALS}
          onValueChange={(chosen) => {
            const known = REVERSALS.find(({ value }) => value === chosen);
            if (known) setReversals(known.value);
          }}
        />
      </Field>
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
      {told && <HeldList sentence={sentenceOf(told)} held={told.held} newest={told.newest} />}
    </form>
  );
}

function inOrder({ kinds, amounts, reversals }: Rule): Rule {
  return {
    kinds,
    amounts: amounts.map(({ currency, above }) => ({ currency, above })),
    reversals,
  };
}

function sentenceOf({ days, looked, held }: Preview): string {
  if (looked === 0)
    return `Nothing was done in the last ${days} days, so nothing would have needed two people.`;
  const count = held === 0 ? "None" : held.toLocaleString("en");
  const all = looked === 1 ? "the one action" : `the ${looked.toLocaleString("en")} actions`;
  return `${count} of ${all} of the last ${days} days would have needed two people.`;
}
