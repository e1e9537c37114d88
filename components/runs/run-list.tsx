"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader } from "@/components/ui/page-header";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { StateMark } from "@/components/ui/state-mark";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time } from "@/components/ui/time";
import { useAddress } from "@/components/use-address";
import { RUN_FILTERS, statusesOf } from "./run-filters";

const ALL = "all";

/** Every run, newest first: who it is about, how it stands, and why. */
export function RunList() {
  const trpc = useTRPC();
  const { get, set } = useAddress();
  const state = get("state");
  const workflowId = get("workflow");
  const search = get("search") ?? "";
  const workflows = useQuery(trpc.workflows.list.queryOptions({ archived: true, limit: 100 }));
  const list = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { workflowId: workflowId ?? undefined, statuses: statusesOf(state), search: search || undefined },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = state !== null || workflowId !== null || search !== "";

  return (
    <>
      <PageHeader title="Runs" />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
        <Select
          aria-label="State"
          value={statusesOf(state) ? (state ?? ALL) : ALL}
          options={[
            { value: ALL, label: "Any state" },
            ...RUN_FILTERS.map(({ id, label }) => ({ value: id, label })),
          ]}
          onValueChange={(value) => set({ state: value === ALL ? null : value })}
        />
        <Select
          aria-label="Workflow"
          className="max-w-60"
          value={workflowId ?? ALL}
          options={[
            { value: ALL, label: "Any workflow" },
            ...(workflows.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onValueChange={(value) => set({ workflow: value === ALL ? null : value })}
        />
        <SearchBox
          label="Search runs"
          placeholder="Who or what it is about  /"
          value={search}
          onChange={(text) => set({ search: text || null }, "replace")}
        />
        {narrowed && (
          <Button variant="quiet" onClick={() => set({ state: null, workflow: null, search: null })}>
            Show all
          </Button>
        )}
      </div>
      {list.isPending ? (
        <TableSkeleton widths={["w-24", "w-40", "w-64", "w-20"]} />
      ) : list.isError ? (
        <LoadProblem title="The runs could not be loaded" error={list.error} onRetry={list.refetch} />
      ) : items.length === 0 ? (
        narrowed ? (
          <EmptyState
            title="No run matches"
            description="Try another state, another workflow or fewer words."
          />
        ) : (
          <EmptyState
            title="Nothing has run yet"
            description="Each event that reaches a published workflow becomes one run, with everything that was decided and done in it."
            action={
              <Button asChild>
                <Link href="/workflows">Workflows</Link>
              </Button>
            }
          />
        )
      ) : (
        <Table>
          <thead>
            <tr>
              <Th>About</Th>
              <Th>State</Th>
              <Th className="hidden md:table-cell">Why</Th>
              <Th className="hidden lg:table-cell">Workflow</Th>
              <Th className="text-right">Began</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((run) => (
              <Tr key={run.id}>
                <Td className="max-w-0 sm:max-w-52">
                  <Link
                    href={`/runs/${run.id}`}
                    className="block truncate font-medium underline-offset-2 hover:underline"
                  >
                    {run.subject || run.workflow.name}
                  </Link>
                </Td>
                <Td className="w-px whitespace-nowrap">
                  <span className="sm:hidden">
                    <StateMark state={run.status} compact />
                  </span>
                  <span className="hidden sm:inline">
                    <StateMark state={run.status} />
                  </span>
                </Td>
                <Td
                  className="hidden max-w-96 truncate text-muted md:table-cell"
                  title={run.reason || undefined}
                >
                  {run.reason}
                </Td>
                <Td className="hidden max-w-52 truncate text-muted lg:table-cell">
                  {run.workflow.name}, v{run.versionNumber}
                </Td>
                <Td className="w-px whitespace-nowrap text-right text-muted">
                  <Time at={run.startedAt} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {list.hasNextPage && (
        <div className="p-4 sm:px-6">
          <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
