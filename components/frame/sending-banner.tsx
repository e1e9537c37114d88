"use client";
import { useQuery } from "@tanstack/react-query";
import { OctagonPause } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { Time } from "@/components/ui/time";
import { useViewer } from "./viewer";

/** On every screen while nothing is sent: whoever wonders why nothing arrives is told. */
export function SendingBanner() {
  const trpc = useTRPC();
  const viewer = useViewer();
  const sending = useQuery(trpc.operations.sending.queryOptions());
  const stopped = sending.data?.stopped;
  if (!stopped) return null;
  return (
    <div
      role="status"
      className="flex items-start gap-2 border-line border-b bg-selected px-4 py-2 text-[13px] sm:px-6"
    >
      <OctagonPause size={16} aria-hidden className="mt-0.5 shrink-0 text-state-degraded" />
      <span className="min-w-0 flex-1 break-words">
        <strong className="font-medium">All sending is stopped.</strong> {stopped.by} stopped it{" "}
        <Time at={stopped.at} />: {stopped.why}
      </span>
      {viewer.role !== "reviewer" && (
        <Link href="/operations" className="shrink-0 underline underline-offset-2">
          Operations
        </Link>
      )}
    </div>
  );
}
