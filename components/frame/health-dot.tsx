"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { useLiveState } from "@/components/live";
import { cn } from "@/components/ui/cn";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useViewer } from "./viewer";

/** Whether everything runs; a click says in words what does not. */
export function HealthDot() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const live = useLiveState();
  const mayLook = viewer.role !== "reviewer";
  const health = useQuery({ ...trpc.operations.health.queryOptions(), enabled: mayLook });
  const troubled = health.data?.connections.filter((connection) => connection.circuit !== "closed") ?? [];
  const word = troubled.length > 0 ? "Something is down" : live === "lost" ? "Reconnecting" : "Everything runs";
  return (
    <Popover>
      <PopoverTrigger className="grid size-8 place-items-center rounded-md hover:bg-hover" aria-label={word} title={word}>
        <span
          className={cn(
            "size-2.5",
            troubled.length > 0
              ? "rounded-[2px] bg-state-degraded"
              : live === "lost"
                ? "rounded-full border-2 border-state-waiting"
                : "rounded-full bg-state-confirmed",
          )}
        />
      </PopoverTrigger>
      <PopoverContent align="end" className="w-72 text-[13px]">
        <p className="font-medium">{word}</p>
        {live === "lost" && <p className="mt-1 text-muted">This page is not being updated right now. It tries again by itself.</p>}
        {troubled.map((connection) => (
          <p key={connection.id} className="mt-1 text-muted">
            {connection.sentence}
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
