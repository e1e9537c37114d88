import type { Plan, PlanNode } from "./plan";

/** A version's plan never changes, and each call of the engine asks again. */
const kept = new WeakMap<Plan, ReadonlyMap<string, PlanNode[]>>();

/**
 * Which nodes run as one step: each chain starts with a trigger or pure node and goes on as long as its one
 * way out leads to a pure node that waits for nothing else. Every trigger and pure node is in exactly one
 * chain, in running order; keyed by the chain's first node. A node that settles on a port without an edge
 * ends its chain early.
 */
export function chainsOf(plan: Plan): ReadonlyMap<string, PlanNode[]> {
  const chains = kept.get(plan) ?? findChains(plan);
  kept.set(plan, chains);
  return chains;
}

function findChains(plan: Plan): Map<string, PlanNode[]> {
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  const outgoing = new Map<string, string[]>();
  for (const { id, incoming } of plan.nodes) {
    for (const { source } of incoming) outgoing.set(source, [...(outgoing.get(source) ?? []), id]);
  }
  const used = new Set(plan.nodes.flatMap(({ uses }) => uses));
  const chained = new Set<string>();
  const chains = new Map<string, PlanNode[]>();

  const following = (node: PlanNode): PlanNode | undefined => {
    const [only, ...others] = outgoing.get(node.id) ?? [];
    // Whoever else waits for this node, by an edge or by a use, must not wait for the rest of a chain too.
    if (!only || others.length > 0 || used.has(node.id)) return undefined;
    const next = byId.get(only);
    return next?.behaviour === "pure" && next.incoming.length === 1 && next.uses.length === 0
      ? next
      : undefined;
  };

  for (const node of plan.nodes) {
    if (chained.has(node.id) || (node.behaviour !== "pure" && node.behaviour !== "trigger")) continue;
    const chain: PlanNode[] = [];
    for (let next: PlanNode | undefined = node; next; next = following(next)) {
      chain.push(next);
      chained.add(next.id);
    }
    chains.set(node.id, chain);
  }
  return chains;
}

/** Whether a chain goes on to `next` after the node before it has settled on `port`. */
export function leadsOn(next: PlanNode | undefined, port: string): boolean {
  return next?.incoming.some((edge) => edge.sourcePort === port) ?? false;
}
