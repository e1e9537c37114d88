import { inOrganizationFast } from "@/server/db/in-organization";
import type { JsonObject } from "@/workflow/json";
import { executorOf } from "@/workflow/nodes/executors";
import { leadsOn } from "@/workflow/plan/chains";
import type { PlanNode } from "@/workflow/plan/plan";
import { NeedsMending, type Settled } from "@/workflow/ports";
import { hasEnded, type LoadedRun, loadRun, nodeOf, outputsOf, type RunKey, surroundings } from "./load-run";
import { holdRun, saveStep } from "./save-step";

/** The ports of the nodes that ran; a node that failed has none, and nothing after it ran. */
export type ChainResult = { ports: { [nodeId: string]: string } } | { ended: true };

type Ran = { node: PlanNode; startedAt: Date } & ({ settled: Settled } | { failure: string });

/**
 * Runs a chain of nodes that change nothing outside, one after the other. What had settled before is not
 * run again: its result stands.
 * @throws whatever a read throws: then nothing of the chain was kept, and the step is tried again.
 */
export async function runNodes(key: RunKey & { nodeIds: readonly string[] }): Promise<ChainResult> {
  const run = await inOrganizationFast(key.organizationId, (tx) => loadRun(tx, key.runId));
  if (hasEnded(run)) return { ended: true };
  const nodes = key.nodeIds.map((id) => nodeOf(run, id));
  const { ports, ran } = await runChain(run, nodes);
  if (ran.length === 0) return { ports };

  const saved = await inOrganizationFast(key.organizationId, async (tx) => {
    if (!(await holdRun(tx, run.id))) return "ended";
    for (const each of ran) {
      const { node, startedAt } = each;
      const kept =
        "settled" in each
          ? await saveStep(tx, run, node, { state: "settled", settled: each.settled, startedAt })
          : await saveStep(tx, run, node, { state: "failed", reason: each.failure, startedAt });
      if (!kept) return "outrun";
    }
    return "kept";
  });
  if (saved === "ended") return { ended: true };
  // The same step was executed twice at once and the other was first: its results count.
  if (saved === "outrun") return runNodes(key);
  return { ports };
}

async function runChain(run: LoadedRun, nodes: readonly PlanNode[]) {
  const ports: { [nodeId: string]: string } = {};
  const ran: Ran[] = [];
  const outputs = outputsOf(run);
  for (const [index, node] of nodes.entries()) {
    const standing = run.steps.get(node.id);
    if (standing?.state === "failed") break;
    if (standing?.state === "settled" && standing.port !== null) {
      ports[node.id] = standing.port;
    } else {
      const startedAt = new Date();
      const result = await runOne(run, node, outputs);
      ran.push({ node, startedAt, ...result });
      if (!("settled" in result)) break;
      ports[node.id] = result.settled.port;
      outputs.set(node.id, result.settled.output);
    }
    if (!leadsOn(nodes[index + 1], ports[node.id] ?? "")) break;
  }
  return { ports, ran };
}

async function runOne(
  run: LoadedRun,
  node: PlanNode,
  outputs: ReadonlyMap<string, JsonObject>,
): Promise<{ settled: Settled } | { failure: string }> {
  const executor = executorOf(node.type);
  if (!executor) return { failure: `“${node.name}” is of a kind that is not known here.` };
  try {
    const outcome = await executor.run({ config: node.config, ...surroundings(run, outputs) });
    if (outcome.kind === "settled") return { settled: outcome };
    return { failure: `“${node.name}” asked for something that a node of its kind may not.` };
  } catch (error) {
    if (error instanceof NeedsMending) return { failure: error.message };
    throw error;
  }
}
