import { nudge } from "./nudge";
import type { Tx } from "./tx";

/** The channel the relay (inngest/outbox) listens on. */
export const OUTBOX_CHANNEL = "handoff_outbox";

/** The engine event that starts a run; carries ids, never content. */
export function runEventName(workflowId: string): string {
  return `handoff/run.${workflowId}`;
}

/** The engine event that ends one node's wait in one run; within a "for each", of one item. */
export function wakeEventName(runId: string, nodeId: string, item = ""): string {
  return `handoff/wake.${runId}.${nodeId}${item === "" ? "" : `.${item}`}`;
}

/**
 * Wakes the engine from within the transaction that makes it worth waking: if the transaction commits, the
 * event will be sent, however often a process dies in between. `dedupeId` makes a second sending harmless.
 */
export function sendToEngine(
  tx: Tx,
  event: { name: string; data: { [key: string]: string | number }; dedupeId: string },
): void {
  tx.send(
    "INSERT INTO outbox (organization_id, name, data, dedupe_id) VALUES ($1::uuid, $2, $3::jsonb, $4)",
    [tx.organizationId, event.name, JSON.stringify(event.data), event.dedupeId],
  );
  tx.afterCommit(notifyRelay);
}

/** Tells the relay, once a transaction has committed, that something is to be sent. */
export function notifyRelay(): void {
  nudge(OUTBOX_CHANNEL);
}

/** Ends a node's wait; safe to call more than once for the same reason. */
export function wakeNode(
  tx: Tx,
  { runId, nodeId, item = "" }: { runId: string; nodeId: string; item?: string },
  cause: string,
): void {
  sendToEngine(tx, {
    name: wakeEventName(runId, nodeId, item),
    data: { runId, nodeId, item },
    dedupeId: `wake:${runId}:${nodeId}${item === "" ? "" : `.${item}`}:${cause}`,
  });
}
