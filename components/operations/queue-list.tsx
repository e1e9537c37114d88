"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { GripVertical } from "lucide-react";
import { type DragEvent, useState } from "react";
import { type Inputs, type Outputs, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { EFFECT_ROW, EffectDetails } from "./effect-item";
import { PlaceButtons, type Way } from "./place-buttons";

const RULES: readonly { rule: Inputs["operations"]["orderQueue"]["rule"]; label: string }[] = [
  { rule: "age", label: "Oldest first" },
  { rule: "value", label: "Highest amount first" },
  { rule: "customer", label: "By customer" },
];

/** What is queued for one connection, in the order in which it goes out: by a rule, by dragging, or by its arrows. */
export function QueueList({ connectionId, queued }: { connectionId: string; queued: number }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayOrder = useViewer().role === "admin";
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const [moved, setMoved] = useState<string | null>(null);
  const queue = useQuery(trpc.operations.queue.queryOptions({ connectionId }));
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.operations.pathKey() });
  const order = useMutation(trpc.operations.orderQueue.mutationOptions({ onSettled }));
  const move = useMutation(trpc.operations.moveInQueue.mutationOptions({ onSettled }));
  if (queue.isPending) return <TableSkeleton widths={["w-24", "w-72", "w-32"]} />;
  if (queue.isError) {
    return <LoadProblem title="The queue could not be loaded" error={queue.error} onRetry={queue.refetch} />;
  }
  const items = queue.data;
  if (items.length === 0) {
    return <EmptyState title="Nothing is queued here" description="What was queued has gone out." />;
  }
  const busy = order.isPending || move.isPending;
  const put = (effectId: string, before: string | null) => {
    if (effectId !== before) move.mutate({ effectId, before });
  };
  const place = (index: number, way: Way) => {
    const id = items[index]?.id ?? "";
    if (way === "first") put(id, null);
    else if (way === "earlier") put(id, items[index - 1]?.id ?? null);
    else put(items[index + 1]?.id ?? id, id);
    setMoved(id);
  };
  const movedTo = items.findIndex(({ id }) => id === moved);
  const dropOn = (event: DragEvent, id: string) => {
    event.preventDefault();
    if (dragged) put(dragged, id);
    setDragged(null);
    setOver(null);
  };
  return (
    <>
      {mayOrder && (
        <fieldset className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2 sm:px-6">
          <legend className="sr-only">Put the queue in order</legend>
          {RULES.map(({ rule, label }) => (
            <Button
              key={rule}
              size="small"
              disabled={busy}
              loading={order.isPending && order.variables.rule === rule}
              onClick={() => order.mutate({ connectionId, rule })}
            >
              {label}
            </Button>
          ))}
          <span className="text-muted text-xs">or one by its arrows, or by dragging it</span>
          <span role="status" className="sr-only">
            {movedTo >= 0 && !busy && `${nameOf(items[movedTo])}: ${movedTo + 1} of ${items.length}`}
          </span>
        </fieldset>
      )}
      <ol aria-label="Queue, the next one first" className="divide-y divide-line border-line border-b">
        {items.map((item, index) => (
          <li
            key={item.id}
            draggable={mayOrder && !busy}
            onDragStart={() => setDragged(item.id)}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(item.id);
            }}
            onDrop={(event) => dropOn(event, item.id)}
            className={cn(
              "flex items-start",
              dragged === item.id && "opacity-50",
              over === item.id && dragged !== null && "border-accent border-t-2",
            )}
          >
            {mayOrder && (
              <span className="flex shrink-0 items-center py-2 pl-2">
                <GripVertical size={14} aria-hidden className="hidden cursor-grab text-muted sm:block" />
                <PlaceButtons
                  name={nameOf(item)}
                  index={index}
                  count={items.length}
                  busy={busy}
                  onMove={(way) => place(index, way)}
                />
              </span>
            )}
            <div className={cn(EFFECT_ROW, "min-w-0 flex-1")}>
              <EffectDetails item={item} />
            </div>
          </li>
        ))}
      </ol>
      {queued > items.length && (
        <p className="px-4 py-3 text-[13px] text-muted sm:px-6">
          The next {items.length} of {queued.toLocaleString("en")}.
        </p>
      )}
    </>
  );
}

/** Several of a queue may do the same; whom they are for tells them apart. */
function nameOf(item: Outputs["operations"]["queue"][number] | undefined): string {
  return [item?.summary, item?.subject].filter(Boolean).join(", ");
}
