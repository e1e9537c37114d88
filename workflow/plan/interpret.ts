import { chainsOf } from "./chains";
import { type Known, NOTHING_KNOWN } from "./known";
import { NodeStopped, type Plan, type PlanEdge, type PlanNode, SKIPPED, type Skipped } from "./plan";

/**
 * What carries a plan out: the engine's function, the simulation, a test. Calls are made once per node, as
 * soon as the node can start, and in the same order whenever the answers come in the same order.
 */
export interface Driver {
  /**
   * Runs a trigger or pure nodes one after the other, as one step. Answers the port of each node that was
   * run; stops after one that settles on a port that does not lead to the next (`leadsOn` in chains.ts). A node
   * that failed for good is left out of the answer, as is all after it.
   */
  runPure(nodes: PlanNode[]): Promise<Map<string, string>>;
  /**
   * Starts a review, an action or a wait. `accepted`: true once an action has passed the guardrails and is
   * accepted for sending, false when it never will be. `settled`: the port on which the node ends.
   */
  runLong(node: PlanNode): { accepted: Promise<boolean>; settled: Promise<string> };
}

type Progress = { accepted: Promise<boolean>; settled: Promise<string | Skipped> };

/**
 * Runs a plan from the trigger that the event came in by; the one reading of what a drawing means. Between
 * driver calls it is pure, so a run taken up again takes the same way. Answers the port of every node, or
 * SKIPPED. When a call fails, what follows it does not start, everything else goes on to its end, and then
 * the failure of the earliest node in the plan is thrown.
 * @param known of a run that is taken up where another call of the engine left it
 */
export async function interpret(
  plan: Plan,
  triggerNodeId: string,
  driver: Driver,
  known: Known = NOTHING_KNOWN,
): Promise<Map<string, string | Skipped>> {
  if (!plan.triggers.includes(triggerNodeId)) {
    throw new RangeError(`“${triggerNodeId}” is no trigger of this plan.`);
  }
  const chainOf = new Map(
    [...chainsOf(plan).values()].flatMap((chain) => chain.map((node) => [node.id, chain])),
  );
  const steps = new Map<string, Promise<Map<string, string>>>();
  const progress = new Map<string, Progress>();

  const of = (id: string): Progress => {
    const found = progress.get(id);
    if (!found) throw new RangeError(`“${id}” is not in this plan, or stands before what it waits for.`);
    return found;
  };

  const isTaken = async (edge: PlanEdge): Promise<boolean> => {
    const source = of(edge.source);
    if (edge.dontWait && (await source.accepted)) return true;
    return (await source.settled) === edge.sourcePort;
  };

  const mayStart = async (node: PlanNode): Promise<boolean> => {
    if (node.behaviour === "trigger") return node.id === triggerNodeId;
    if (known.begun.has(node.id)) return true;
    const edges = node.incoming.map(isTaken);
    const taken = node.join === "first" ? await anyTaken(edges) : (await Promise.all(edges)).includes(true);
    if (taken) await Promise.all(node.uses.map((id) => of(id).settled));
    return taken;
  };

  const runInChain = async (node: PlanNode, chain: PlanNode[]): Promise<string | Skipped> => {
    if (!(await mayStart(node))) return SKIPPED;
    const from = chain.findIndex(({ id }) => !known.settled.has(id));
    const headId = chain[from]?.id ?? node.id;
    if (node.id === headId) steps.set(headId, driver.runPure(chain.slice(from)));
    const port = (await steps.get(headId))?.get(node.id);
    if (port === undefined) throw new NodeStopped(node.id);
    return port;
  };

  const begin = (node: PlanNode): Progress => {
    const port = known.settled.get(node.id);
    if (port !== undefined) return { settled: Promise.resolve(port), accepted: Promise.resolve(false) };
    const chain = chainOf.get(node.id);
    if (chain) {
      const settled = runInChain(node, chain);
      return { settled, accepted: settled.then(() => false) };
    }
    const running = mayStart(node).then((yes) => (yes ? driver.runLong(node) : undefined));
    return {
      settled: running.then<string | Skipped>((long) => long?.settled ?? SKIPPED),
      accepted: running.then((long) => long?.accepted ?? false),
    };
  };

  for (const node of plan.nodes) {
    const begun = begin(node);
    // Whoever waits for these sees a failure; that nobody may be waiting is no fault of its own.
    begun.settled.catch(() => undefined);
    begun.accepted.catch(() => undefined);
    progress.set(node.id, begun);
  }

  // All to their end first: a failure here must not cut short what goes on elsewhere.
  await Promise.allSettled(plan.nodes.map(({ id }) => of(id).settled));
  const outcomes = new Map<string, string | Skipped>();
  for (const { id } of plan.nodes) outcomes.set(id, await of(id).settled);
  return outcomes;
}

/** True with the first taken edge; false once all are dead. A failure counts only when no edge is taken. */
function anyTaken(edges: readonly Promise<boolean>[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    for (const edge of edges) {
      edge.then(
        (taken) => taken && resolve(true),
        () => undefined,
      );
    }
    Promise.allSettled(edges).then((results) => {
      const failed = results.find((result) => result.status === "rejected");
      if (failed) reject(failed.reason);
      else resolve(false);
    });
  });
}
