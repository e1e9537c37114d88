import { executorOf } from "@/workflow/nodes/executors";
import type { PlanNode } from "@/workflow/plan/plan";
import { NeedsMending, type Outcome } from "@/workflow/ports";
import { type LoadedRun, outputsOf, surroundings } from "./load-run";

/** Asks a node's executor what it wants, or why it cannot tell. @param begun when the node was first asked */
export async function whatItWants(
  run: LoadedRun,
  node: PlanNode,
  begun: Date,
): Promise<Outcome | { failure: string }> {
  const executor = executorOf(node.type);
  if (!executor) return { failure: `“${node.name}” is of a kind that is not known here.` };
  const { lookup, services } = surroundings(run, outputsOf(run));
  try {
    return await executor.run({ config: node.config, lookup, services: { ...services, begun } });
  } catch (error) {
    if (error instanceof NeedsMending) return { failure: error.message };
    throw error;
  }
}
