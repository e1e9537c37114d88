"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { Money } from "@/components/ui/money";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time } from "@/components/ui/time";
import { CapForm } from "./cap-form";

/** What actions may move by themselves, per currency. */
export function MoneyGuardrail() {
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
                <Th className="text-right">Together per day</Th>
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
                  <Td className="text-right font-mono">
                    {cap.budgetPerDay === null ? (
                      <span className="font-sans text-muted">no limit</span>
                    ) : (
                      <Money amount={cap.budgetPerDay} currency={cap.currency} />
                    )}
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
