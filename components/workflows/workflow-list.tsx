"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader } from "@/components/ui/page-header";
import { SearchBox } from "@/components/ui/search-box";
import { Table, Th } from "@/components/ui/table";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { useAddress } from "@/components/use-address";
import { CreateDialog, type StartKind, StartKinds } from "./create-dialog";
import { WorkflowRow } from "./workflow-row";

/** Every workflow with its shape, how it stands, what it did today and what it needs. */
export function WorkflowList() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const { get, set } = useAddress();
  const [creating, setCreating] = useState<StartKind | "ask" | null>(null);
  const search = get("search") ?? "";
  const archived = get("archived") === "1";
  const list = useInfiniteQuery(
    trpc.workflows.list.infiniteQueryOptions(
      { archived, search: search || undefined },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const mayDraw = viewer.role !== "reviewer";

  return (
    <>
      <PageHeader
        title="Workflows"
        actions={
          mayDraw && (
            <Button variant="primary" onClick={() => setCreating("ask")}>
              <Plus size={14} aria-hidden /> New workflow
            </Button>
          )
        }
      />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
        <SearchBox
          label="Search workflows"
          placeholder="Search by name  /"
          value={search}
          onChange={(text) => set({ search: text || null }, "replace")}
        />
        <Button
          variant="quiet"
          aria-pressed={archived}
          onClick={() => set({ archived: archived ? null : "1" })}
        >
          {archived ? "Hide archived" : "Show archived"}
        </Button>
      </div>
      {list.isPending ? (
        <TableSkeleton widths={["w-56", "w-32", "w-16", "w-10"]} />
      ) : list.isError ? (
        <LoadProblem title="The workflows could not be loaded" error={list.error} onRetry={list.refetch} />
      ) : items.length === 0 ? (
        search ? (
          <EmptyState title="Nothing found" description="No workflow has this in its name." />
        ) : (
          <EmptyState
            title="What starts this?"
            description="A workflow begins with something that happens. Choose what, then draw what follows: understand it, decide, act, and verify that it really happened."
          >
            {mayDraw && (
              <div className="mt-4 text-left">
                <StartKinds onChoose={setCreating} />
              </div>
            )}
          </EmptyState>
        )
      ) : (
        <Table>
          <thead>
            <tr>
              <Th>Name</Th>
              <Th className="hidden md:table-cell">Shape</Th>
              <Th>State</Th>
              <Th className="hidden text-right sm:table-cell">Runs today</Th>
              <Th className="text-right">
                <span className="sm:hidden">Needs</span>
                <span className="hidden sm:inline">Needs attention</span>
              </Th>
              <Th className="hidden text-right lg:table-cell">Without a person</Th>
              <Th className="hidden lg:table-cell">Owner</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <WorkflowRow key={item.id} item={item} mayDraw={mayDraw} />
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
      {creating !== null && (
        <CreateDialog start={creating === "ask" ? null : creating} onClose={() => setCreating(null)} />
      )}
    </>
  );
}
