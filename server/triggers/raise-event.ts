import { appendAudit, SYSTEM } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import { nudge } from "@/server/db/nudge";
import type { Tx } from "@/server/db/tx";
import { EVENTS_CHANNEL } from "@/server/intake/events-channel";
import type { JsonObject } from "@/workflow/json";

/** A chain of runs that start one another is this long at most: an event this deep starts nothing any more. */
export const DEEPEST = 8;

/** The run whose action raises an event, and how deep that run's own event is; or the person who acts directly. */
export type Cause = { runId: string; depth: number } | { personId: string | null };

export type OwnEvent = {
  endpointId: string;
  workflow: { id: string; name: string };
  /** Derived from what caused it, so that the same cause is the same event, for ever. */
  externalId: string;
  body: JsonObject;
  cause: Cause;
};

const INSERT = `
  INSERT INTO event (organization_id, endpoint_id, external_id, body_hash, body, cause_run_id, requested_by, depth,
    routed_at, note)
  VALUES ($1::uuid, $2::uuid, $3, $4, $5::jsonb, $6::uuid, $7::uuid, $8, CASE WHEN $9 <> '' THEN clock_timestamp() END, $9)
  ON CONFLICT (endpoint_id, external_id) DO NOTHING RETURNING id`;

/**
 * Raises an event of our own in the transaction of what caused it: both are there, or neither. Raised a second
 * time it changes nothing. At the end of a chain it is kept, starts nothing, and says so where people look.
 * @returns the event's id; null when it stood already
 */
export async function raiseEvent(tx: Tx, event: OwnEvent): Promise<string | null> {
  const { cause, workflow } = event;
  const causeRunId = "runId" in cause ? cause.runId : null;
  const depth = "runId" in cause ? cause.depth + 1 : 0;
  const note = depth < DEEPEST ? "" : noteFor(workflow.name);
  const [inserted] = await tx.query<{ id: string }>(INSERT, [
    tx.organizationId,
    event.endpointId,
    event.externalId,
    canonicalHash(event.body),
    JSON.stringify(event.body),
    causeRunId,
    "personId" in cause ? cause.personId : null,
    depth,
    note,
  ]);
  if (!inserted) return null;
  if (note === "") tx.afterCommit(() => nudge(EVENTS_CHANNEL, tx.organizationId));
  else recordStop(tx, event, inserted.id, note);
  return inserted.id;
}

function noteFor(workflowName: string): string {
  return `Runs started one another ${DEEPEST} times in a row, so “${workflowName}” was not started again. Let one of the workflows of this chain react less often.`;
}

function recordStop(tx: Tx, event: OwnEvent, eventId: string, why: string): void {
  appendAudit(tx, {
    actor: SYSTEM,
    verb: "chain.stopped",
    object: { kind: "event", id: eventId, name: event.externalId },
    summary: `Stopped a chain of runs before it started “${event.workflow.name}” again`,
    why,
    runId: "runId" in event.cause ? event.cause.runId : null,
    workflowId: event.workflow.id,
    eventId,
  });
  tx.announce("runs");
  tx.announce("operations");
}
