"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { HostsForm } from "./hosts-form";

/** Which hosts may be reached, as it stands; a change starts from there. */
export function HostsGuardrail() {
  const trpc = useTRPC();
  const query = useQuery(trpc.guardrails.hosts.queryOptions());
  if (query.isPending) return <Skeleton className="h-40 max-w-2xl" />;
  if (query.isError) {
    return <LoadProblem title="The hosts could not be loaded" error={query.error} onRetry={query.refetch} />;
  }
  return <HostsForm key={query.data.version} standing={query.data} />;
}
