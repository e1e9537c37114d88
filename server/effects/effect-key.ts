import type { EffectOrigin } from "./effect-row";

/** Origin event, workflow, node, item, revision. The revision rises only when a person wants it done again. */
export function keyOf({ eventId, workflowId, nodeId }: EffectOrigin, itemId = ""): string {
  return [eventId, workflowId, nodeId, itemId, 0].join("/");
}

/** The same of another revision. */
export function keyOfRevision(key: string, revision: number): string {
  return `${key.slice(0, key.lastIndexOf("/"))}/${revision}`;
}
