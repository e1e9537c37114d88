"use client";
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { Method } from "@/components/operation-picker";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LoadProblem } from "@/components/ui/load-problem";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { StateMark } from "@/components/ui/state-mark";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { useAddress } from "@/components/use-address";
import { counted } from "@/workflow/nodes/words";
import { ClassificationSheet } from "./classification-sheet";
import { describeClassification, isComplete } from "./words";

export type Operation = Outputs["connections"]["operations"]["operations"][number];

const VIEWS = [
  { value: "open", label: "To be confirmed" },
  { value: "confirmed", label: "Confirmed" },
  { value: "writes", label: "All that write" },
  { value: "all", label: "All" },
] as const;
type View = (typeof VIEWS)[number]["value"];

/** A connection's operations, a hundred at a time; what is proposed is confirmed one by one or together. */
export function OperationList({ connectionId, open }: { connectionId: string; open: number }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { get, set } = useAddress();
  const text = get("search") ?? "";
  const view = VIEWS.find(({ value }) => value === get("view"))?.value ?? (open > 0 ? "open" : "writes");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<Operation | null>(null);
  const list = useInfiniteQuery({
    ...trpc.connections.operations.infiniteQueryOptions(
      { connectionId, text, view },
      { getNextPageParam: (page) => page.next },
    ),
    placeholderData: keepPreviousData,
  });
  const confirming = useMutation(
    trpc.connections.confirmProposals.mutationOptions({
      onSuccess: async ({ confirmed }) => {
        toast.success(`${counted(confirmed, "operation")} confirmed.`);
        setChosen(new Set());
        setAsking(false);
        await queries.invalidateQueries({ queryKey: trpc.connections.pathKey() });
      },
    }),
  );
  const operations = list.data?.pages.flatMap((page) => page.operations) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const toggle = (key: string, on: boolean) =>
    setChosen((standing) => new Set(on ? [...standing, key] : [...standing].filter((each) => each !== key)));
  const keys = chosen.size > 0 ? [...chosen] : undefined;

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          label="Search operations"
          placeholder="Search operations"
          value={text}
          onChange={(next) => set({ search: next }, "replace")}
        />
        <Select
          aria-label="Which operations are shown"
          value={view}
          options={VIEWS}
          onValueChange={(next) => set({ view: next as View })}
        />
        <span className="flex-1 text-muted text-xs tabular-nums" role="status">
          {list.data && counted(total, "operation")}
        </span>
        {view === "open" && total > 0 && (
          <Button variant="primary" onClick={() => setAsking(true)}>
            {keys ? `Confirm ${keys.length} chosen` : `Confirm all ${total} as proposed`}
          </Button>
        )}
      </div>
      {list.isPending ? (
        <TableSkeleton widths={["w-14", "w-64", "w-24"]} />
      ) : list.isError ? (
        <LoadProblem title="The operations could not be loaded" error={list.error} onRetry={list.refetch} />
      ) : operations.length === 0 ? (
        <p className="py-8 text-center text-[13px] text-muted">
          {text === "" ? "Nothing is left to be confirmed." : "No operation is like that. Try another word."}
        </p>
      ) : (
        <ul className="mt-3 divide-y divide-line border-line border-y">
          {operations.map((operation) => (
            <OperationItem
              key={operation.key}
              operation={operation}
              chosen={chosen.has(operation.key)}
              onChoose={view === "open" ? (on) => toggle(operation.key, on) : undefined}
              onShow={() => setShown(operation)}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button className="mt-3" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Confirm ${counted(keys?.length ?? total, "operation")}?`}
        description="From then on workflows may use them without asking, within the guardrails: they count as what is proposed, and are read back and taken back like that. What moves money and does not say in which field is left out."
        action="Confirm as proposed"
        loading={confirming.isPending}
        onConfirm={() => confirming.mutate({ connectionId, text, view, keys })}
      />
      {shown && (
        <ClassificationSheet
          key={shown.key}
          connectionId={connectionId}
          operation={shown}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}

function OperationItem(props: {
  operation: Operation;
  chosen: boolean;
  onChoose?: (on: boolean) => void;
  onShow: () => void;
}) {
  const { operation, onChoose } = props;
  const { classification, proposal, unusable, method } = operation;
  const writes = method !== "GET";
  return (
    // Rows out of sight are not laid out: a thousand cost as little as those that are seen.
    <li className="flex items-start gap-3 py-2 text-[13px] [contain-intrinsic-size:auto_60px] [content-visibility:auto]">
      {onChoose && (
        <Checkbox
          className="mt-0.5"
          aria-label={`Choose ${operation.summary}`}
          checked={props.chosen}
          disabled={!isComplete(proposal)}
          onCheckedChange={(on) => onChoose(on === true)}
        />
      )}
      <button
        type="button"
        className="min-w-0 flex-1 text-left"
        onClick={props.onShow}
        disabled={unusable !== ""}
      >
        <span className="block truncate font-medium">{operation.summary}</span>
        <span className="flex items-baseline text-muted text-xs">
          <Method method={method} />
          <span className="truncate font-mono">{operation.path}</span>
        </span>
        {writes && (
          <span className="mt-0.5 block break-words text-muted text-xs">
            {unusable !== "" ? unusable : describeClassification(classification ?? proposal)}
          </span>
        )}
      </button>
      {unusable !== "" ? (
        <StateMark state="skipped" label="Cannot be used" />
      ) : classification ? (
        <StateMark state="confirmed" />
      ) : (
        writes && <StateMark state="open" label={isComplete(proposal) ? "Proposed" : "Needs you"} />
      )}
    </li>
  );
}
