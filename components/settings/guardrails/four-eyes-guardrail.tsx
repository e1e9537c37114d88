"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { FourEyesForm } from "./four-eyes-form";

/** Where two people have to agree, as it stands; a change starts from there. */
export function FourEyesGuardrail() {
  const trpc = useTRPC();
  const query = useQuery(trpc.guardrails.fourEyes.queryOptions());
  if (query.isPending) return <Skeleton className="h-72 max-w-2xl" />;
  if (query.isError) {
    return <LoadProblem title="The rule could not be loaded" error={query.error} onRetry={query.refetch} />;
  }
  return <FourEyesForm key={query.data.version} standing={query.data} />;
}
