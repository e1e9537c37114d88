import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { Verb } from "./verbs";

/** Who did it: a person, a workflow by its drawing, or the system itself (a timeout, a drain). */
export type Actor = { kind: "person" | "workflow" | "system"; id?: string; name: string };

export const SYSTEM: Actor = { kind: "system", name: "Handoff" };

export type AuditEntryInput = {
  actor: Actor;
  verb: Verb;
  object: { kind: string; id: string; name: string };
  /** The change in one line, for the ledger. */
  summary: string;
  why?: string;
  before?: JsonObject | null;
  after?: JsonObject | null;
  runId?: string | null;
  workflowId?: string | null;
  workflowVersionId?: string | null;
  nodeId?: string | null;
  /** The item of a "for each" that it belongs to, by its position; empty outside one. */
  item?: string;
  effectId?: string | null;
  reviewId?: string | null;
  eventId?: string | null;
};

const INSERT = `
  INSERT INTO audit_entry (organization_id, actor_kind, actor_id, actor_name, verb, object_kind, object_id, object_name,
    summary, why, "before", "after", run_id, workflow_id, workflow_version_id, node_id, effect_id, review_id, event_id, item)
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb, $13::uuid, $14::uuid, $15::uuid, $16,
    $17::uuid, $18::uuid, $19::uuid, $20)`;

/**
 * Writes one audit entry in the transaction of what it tells about: both are there, or neither. The table
 * is insert-only for every role the product runs as.
 */
export function appendAudit(tx: Tx, entry: AuditEntryInput): void {
  const json = (value: JsonObject | null | undefined) => (value == null ? null : JSON.stringify(value));
  tx.send(INSERT, [
    tx.organizationId,
    entry.actor.kind,
    entry.actor.id ?? null,
    entry.actor.name,
    entry.verb,
    entry.object.kind,
    entry.object.id,
    entry.object.name,
    entry.summary,
    entry.why ?? "",
    json(entry.before),
    json(entry.after),
    entry.runId ?? null,
    entry.workflowId ?? null,
    entry.workflowVersionId ?? null,
    entry.nodeId ?? null,
    entry.effectId ?? null,
    entry.reviewId ?? null,
    entry.eventId ?? null,
    entry.item ?? "",
  ]);
  tx.announce("audit");
}
