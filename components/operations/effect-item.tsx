"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Money } from "@/components/ui/money";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import { DoAgain } from "./do-again";
import { EditDialog } from "./edit-dialog";

type Item = Outputs["operations"]["effects"]["items"][number];

const RETRYABLE: readonly Item["state"][] = ["queued", "blocked"];
const DROPPABLE: readonly Item["state"][] = [
  "held",
  "queued",
  "blocked",
  "unknown",
  "mismatch",
  "missing",
  "pending",
];

/** One action that waits, is stuck or was given up, as an item of a list. */
export function EffectItem({ item }: { item: Item }) {
  return (
    <li className={EFFECT_ROW}>
      <EffectDetails item={item} />
    </li>
  );
}

/** How what `EffectDetails` shows is laid out. */
export const EFFECT_ROW =
  "flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-2.5 text-[13px] sm:flex-nowrap sm:px-6";

/** Why an action stands where it stands, for which case, and what can be done about it. */
export function EffectDetails({ item }: { item: Item }) {
  return (
    <>
      <span className="pt-0.5 sm:w-28 sm:shrink-0">
        <StateMark state={item.state} />
      </span>
      <div className="min-w-0 flex-1 basis-full sm:basis-0">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="break-words font-medium">{item.summary}</span>
          {item.amount && item.currency && (
            <span className="font-mono">
              <Money amount={item.amount} currency={item.currency} />
            </span>
          )}
        </p>
        {item.reason && <p className="break-words">{item.reason}</p>}
        <p className="flex flex-wrap items-center gap-x-3 text-muted text-xs">
          {item.runId && (
            <Link
              href={`/runs/${item.runId}`}
              className="inline-flex items-center underline-offset-2 hover:underline pointer-coarse:min-h-10"
            >
              {item.workflowName}
              {item.subject && `: ${item.subject}`}
            </Link>
          )}
          {item.connectionName && <span>over “{item.connectionName}”</span>}
          <span>
            since <Time at={item.createdAt} />
          </span>
          {item.attempts > 0 && (
            <span>
              {item.attempts} {item.attempts === 1 ? "attempt" : "attempts"}
            </span>
          )}
          {item.reportDueAt && (
            <span>
              waits until <Time at={item.reportDueAt} />
            </span>
          )}
          {/* What is due already goes once its turn comes; the reason says what it waits for. */}
          {item.nextAttemptAt && item.nextAttemptAt > new Date() && item.state !== "failed" && (
            <span>
              next <Time at={item.nextAttemptAt} />
            </span>
          )}
        </p>
      </div>
      <Handling item={item} />
    </>
  );
}

function Handling({ item }: { item: Item }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const viewer = useViewer();
  const [dropping, setDropping] = useState(false);
  const [editing, setEditing] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.operations.pathKey() });
  const retry = useMutation(
    trpc.operations.retry.mutationOptions({
      onSuccess: () => toast.success("It is being tried now."),
      onSettled: refresh,
    }),
  );
  const drop = useMutation(
    trpc.operations.drop.mutationOptions({
      onSuccess: () => setDropping(false),
      onSettled: refresh,
      meta: { handlesErrors: true },
    }),
  );
  const mayHandle = viewer.role === "admin";
  return (
    <span className="flex shrink-0 flex-wrap gap-1.5">
      {item.reviewId && (
        <Button asChild size="small">
          <Link href={`/inbox/${item.reviewId}`}>Open the question</Link>
        </Button>
      )}
      {mayHandle && RETRYABLE.includes(item.state) && (
        <Button size="small" loading={retry.isPending} onClick={() => retry.mutate({ effectId: item.id })}>
          Try now
        </Button>
      )}
      {mayHandle && item.state === "blocked" && (
        <Button size="small" onClick={() => setEditing(true)}>
          Change
        </Button>
      )}
      {mayHandle && DROPPABLE.includes(item.state) && (
        <Button size="small" variant="danger" onClick={() => setDropping(true)}>
          Drop
        </Button>
      )}
      <DoAgain effect={item} />
      {editing && <EditDialog effectId={item.id} onClose={() => setEditing(false)} />}
      <ConfirmDialog
        open={dropping}
        onOpenChange={(open) => {
          setDropping(open);
          drop.reset();
        }}
        title="Drop this action?"
        description={`“${item.summary}” is given up: nothing more is sent, and its run goes on as not confirmed.`}
        action="Drop the action"
        danger
        reason={{ label: "Why", placeholder: "Kept in the audit log" }}
        loading={drop.isPending}
        problem={drop.isError ? errorSentence(drop.error) : null}
        onConfirm={(why) => drop.mutate({ effectId: item.id, why })}
      />
    </span>
  );
}
