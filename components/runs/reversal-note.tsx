"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { reversalSentence } from "@/components/reversals/words";

/** Says of a run that it is or was taken back, and leads there. */
export function ReversalNote({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.runs.reversal.queryOptions({ runId }));
  if (!data) return null;
  return (
    <p className="text-[13px]">
      <Link href={`/runs/${runId}/reversal`} className="underline underline-offset-2">
        {reversalSentence(data)}
      </Link>
    </p>
  );
}
