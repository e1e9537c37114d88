import { failpoint } from "@/server/failpoints/failpoint";
import type { JsonObject } from "@/workflow/json";
import { executorOf } from "@/workflow/nodes/executors";
import { leadsOn } from "@/workflow/plan/chains";
import type { PlanNode } from "@/workflow/plan/plan";
import { NeedsMending, type Settled } from "@/workflow/ports";
import { hasEnded, type LoadedRun, nodeOf, outputsOf, reloadRun, surroundings } from "./load-run";
import { refuseOutput } from "./output-limit";
import { StepStands, type StepToSave, saveSteps, whileGoing } from "./save-steps";

/** The ports of the nodes that ran; a node that failed has none, and nothing after it ran. */
export type ChainResult = { ports: { [nodeId: string]: string } } | { ended: true };

/**
 * Runs a chain of nodes that change nothing outside, one after the other. What had settled before is not
 * run again: its result stands.
 * @throws whatever a read throws: then nothing of the chain was kept, and the step is tried again.
 */
export async function runNodes(run: LoadedRun, nodeIds: readonly string[]): Promise<ChainResult> {
  if (hasEnded(run)) return { ended: true };
  const { ports, ran } = await runChain(
    run,
    nodeIds.map((id) => nodeOf(run, id)),
  );
  if (ran.length === 0) return { ports };
  try {
    await failpoint("nodes.before-save");
    const saved = await whileGoing(
      run,
      (tx) => {
        saveSteps(tx, run, ran);
        return { ports };
      },
      // Nothing outside was changed: executed again, it comes to the same.
      { durable: false },
    );
    await failpoint("nodes.after-save");
    return saved;
  } catch (error) {
    if (!(error instanceof StepStands)) throw error;
    return runNodes(await reloadRun(run), nodeIds);
  }
}

async function runChain(run: LoadedRun, nodes: readonly PlanNode[]) {
  const ports: { [nodeId: string]: string } = {};
  const ran: StepToSave[] = [];
  const outputs = outputsOf(run);
  for (const [index, node] of nodes.entries()) {
    const standing = run.steps.get(node.id);
    if (standing?.state === "failed") break;
    if (standing?.state === "settled" && standing.port !== null) {
      ports[node.id] = standing.port;
    } else {
      const startedAt = new Date();
      const result = await runOne(run, node, outputs);
      if ("failure" in result) {
        ran.push({ node, startedAt, state: "failed", reason: result.failure });
        break;
      }
      ran.push({ node, startedAt, state: "settled", settled: result.settled });
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
    if (outcome.kind === "settled") {
      const refusal = refuseOutput(node, outcome.output);
      return refusal === null ? { settled: outcome } : { failure: refusal };
    }
    return { failure: `“${node.name}” asked for something that a node of its kind may not.` };
  } catch (error) {
    if (error instanceof NeedsMending) return { failure: error.message };
    throw error;
  }
}
