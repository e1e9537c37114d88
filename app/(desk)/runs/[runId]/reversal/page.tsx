import type { Metadata } from "next";
import { RunReversalView } from "@/components/reversals/run-reversal-view";

export const metadata: Metadata = { title: "Take back a run" };

export default async function RunReversalPage({ params }: { params: Promise<{ runId: string }> }) {
  const { runId } = await params;
  return <RunReversalView key={runId} runId={runId} />;
}
