"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { useLiveState } from "@/components/live";
import { cn } from "@/components/ui/cn";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useViewer } from "./viewer";

const LOOKS = {
  fine: "rounded-full bg-state-confirmed",
  down: "rounded-[2px] bg-state-degraded",
  reconnecting: "rounded-full border-2 border-state-waiting",
  unknown: "rounded-full border-2 border-state-skipped",
} as const;

/** Whether everything runs; a click says in words what does not. Says nothing it has not looked at. */
export function HealthDot() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const live = useLiveState();
  const mayLook = viewer.role !== "reviewer";
  const health = useQuery({ ...trpc.operations.health.queryOptions(), enabled: mayLook });
  const troubled = health.data?.connections.filter((connection) => connection.circuit !== "closed") ?? [];
  const stopped = health.data?.stoppedChains ?? [];
  const { look, word } = summarize({
    live,
    mayLook,
    looked: health.isSuccess,
    troubled: troubled.length,
    stopped: stopped.length,
  });
  return (
    <Popover>
      <PopoverTrigger
        className="grid size-8 shrink-0 place-items-center rounded-md hover:bg-hover pointer-coarse:size-10"
        aria-label={`Health: ${word}`}
        title={word}
      >
        <span className={cn("size-2.5", LOOKS[look])} />
      </PopoverTrigger>
      <PopoverContent align="end" className="w-72 text-[13px]">
        <p className="font-medium">{word}</p>
        {live === "lost" && (
          <p className="mt-1 text-muted">
            This page is not being updated right now. It tries again by itself.
          </p>
        )}
        {troubled.map((connection) => (
          <p key={connection.id} className="mt-1 text-muted">
            {connection.sentence}
          </p>
        ))}
        {stopped.map((chain) => (
          <p key={chain.eventId} className="mt-1 text-muted">
            {chain.sentence}
          </p>
        ))}
        {mayLook && (
          <Link href="/operations" className="mt-2 inline-block underline underline-offset-2">
            Operations
          </Link>
        )}
      </PopoverContent>
    </Popover>
  );
}

function summarize(now: {
  live: string;
  mayLook: boolean;
  looked: boolean;
  troubled: number;
  stopped: number;
}): {
  look: keyof typeof LOOKS;
  word: string;
} {
  if (now.troubled > 0) return { look: "down", word: "Something is down" };
  if (now.stopped > 0) return { look: "down", word: "Workflows started one another too often" };
  if (now.live === "lost") return { look: "reconnecting", word: "Reconnecting" };
  if (now.live === "connecting") return { look: "unknown", word: "Connecting" };
  if (!now.mayLook) return { look: "fine", word: "This page is up to date" };
  return now.looked
    ? { look: "fine", word: "Everything runs" }
    : { look: "unknown", word: "Health is not known yet" };
}
