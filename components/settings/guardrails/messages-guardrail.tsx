"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { MessagesForm } from "./messages-form";

/** Which messages are held, as it stands; a change starts from there. */
export function MessagesGuardrail() {
  const trpc = useTRPC();
  const query = useQuery(trpc.guardrails.messages.queryOptions());
  if (query.isPending) return <Skeleton className="h-96 max-w-2xl" />;
  if (query.isError) {
    return <LoadProblem title="The rule could not be loaded" error={query.error} onRetry={query.refetch} />;
  }
  return <MessagesForm key={query.data.version} standing={query.data} />;
}
