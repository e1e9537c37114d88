import { reachable } from "@/workflow/graph/order";
import { APPROVED } from "@/workflow/nodes/outcomes";
import type { EffectRequest } from "@/workflow/ports";
import type { Plan } from "./plan";
import { type Simulation, simulate } from "./simulate";

/** An action that an approving answer would let go. */
export type PreviewedRelease = {
  nodeId: string;
  nodeName: string;
  /** Exactly what would be sent; absent when too little is known yet to say. */
  request?: EffectRequest;
  /** What the input depends on and is not known yet, in words. Empty: this input is what will be sent. */
  unknown: string[];
  /** Why it could not be sent as things stand. */
  problem?: string;
};

/**
 * The actions that follow an approval before the next review, with the inputs they would have, in the order
 * of the plan. `port` is the way out that approves.
 */
export async function previewReleases(
  simulation: Omit<Simulation, "assume"> & { approvalNodeId: string; port?: string },
): Promise<PreviewedRelease[]> {
  const { approvalNodeId, port = APPROVED, ...rest } = simulation;
  const assume = { stopAtReviews: true, ports: { [approvalNodeId]: port } };
  const steps = await simulate({ ...rest, assume });
  const behind = new Set(downstreamOf(rest.plan, approvalNodeId));
  const actions = new Set(
    rest.plan.nodes.filter(({ behaviour }) => behaviour === "effect").map(({ id }) => id),
  );
  return steps
    .filter(({ nodeId }) => behind.has(nodeId) && actions.has(nodeId))
    .map(({ nodeId, nodeName, effect, unknown, problem }) => ({
      nodeId,
      nodeName,
      unknown,
      ...(effect ? { request: effect } : {}),
      ...(problem ? { problem: problem.message } : {}),
    }));
}

function downstreamOf(plan: Plan, start: string): string[] {
  const following = new Map<string, string[]>();
  for (const { id, incoming, uses } of plan.nodes) {
    for (const source of [...incoming.map((edge) => edge.source), ...uses]) {
      following.set(source, [...(following.get(source) ?? []), id]);
    }
  }
  return reachable([start], (id) => following.get(id) ?? []);
}
