"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LoadProblem } from "@/components/ui/load-problem";
import { formatMoney, Money } from "@/components/ui/money";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time } from "@/components/ui/time";

type Cap = Outputs["guardrails"]["moneyCaps"][number];

/** The most that one action may move by itself, per currency. */
export function GuardrailsSection() {
  const trpc = useTRPC();
  const caps = useQuery(trpc.guardrails.moneyCaps.queryOptions());
  const settings = useQuery(trpc.settings.organization.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  if (caps.isPending) return <TableSkeleton widths={["w-16", "w-28", "w-40"]} />;
  if (caps.isError) {
    return (
      <LoadProblem title="The guardrails could not be loaded" error={caps.error} onRetry={caps.refetch} />
    );
  }
  return (
    <>
      {caps.data.length === 0 ? (
        <EmptyState
          title="No cap is set"
          description="Without a cap for its currency, an action that moves money always waits for a person. Set one, and what stays below it goes out by itself."
        />
      ) : (
        <div className="-mx-4 sm:-mx-6">
          <Table>
            <thead>
              <tr>
                <Th>Currency</Th>
                <Th className="text-right">Most per action</Th>
                <Th className="hidden sm:table-cell">Set</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {caps.data.map((cap) => (
                <Tr key={cap.currency}>
                  <Td className="font-medium">{cap.currency}</Td>
                  <Td className="text-right font-mono">
                    <Money amount={cap.capPerAction} currency={cap.currency} />
                  </Td>
                  <Td className="hidden text-muted sm:table-cell">
                    <Time at={cap.changedAt} />
                  </Td>
                  <Td className="w-px">
                    <Button variant="quiet" size="small" onClick={() => setChosen(cap.currency)}>
                      Change
                    </Button>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      <CapForm
        key={chosen ?? "new"}
        currency={chosen ?? (caps.data.length === 0 ? (settings.data?.currency ?? "") : "")}
        caps={caps.data}
        focus={chosen !== null}
        onSet={() => setChosen(null)}
      />
    </>
  );
}

const FIELDS = ["currency", "capPerAction"] as const;

function CapForm(props: { currency: string; caps: readonly Cap[]; focus: boolean; onSet: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [currency, setCurrency] = useState(props.currency);
  const standing = props.caps.find((each) => each.currency === currency.trim().toUpperCase());
  const [cap, setCap] = useState(standing?.capPerAction ?? "");
  const setting = useMutation(
    trpc.guardrails.setMoneyCap.mutationOptions({
      onSuccess: async (_, input) => {
        toast.success(
          `Above ${formatMoney(input.capPerAction, input.currency)} a person decides from now on.`,
        );
        setCap("");
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
        setting.mutate({
          currency: currency.trim().toUpperCase(),
          capPerAction: cap.trim(),
          version: standing?.version ?? 0,
        });
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
      <Button
        type="submit"
        variant="primary"
        className="mt-[27px]"
        disabled={cap.trim() === "" || currency.trim().length !== 3}
        loading={setting.isPending}
      >
        Set the cap
      </Button>
      {formProblem(setting.error, FIELDS) && (
        <p role="alert" className="w-full text-[13px] text-state-failed">
          {formProblem(setting.error, FIELDS)}
        </p>
      )}
    </form>
  );
}
