import type { Actor } from "@/server/audit/append";
import { notifyRelay } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import { auditEffect } from "@/server/effects/audit-effect";
import { lockEffect } from "@/server/effects/effect-row";
import { moveEffect } from "@/server/effects/move-effect";

/** A run that another run started and waits for: the two are tied by the key of the action that started it. */

/**
 * SQL: when the run ended that a row of `effect` waits for, or when its event was refused; null until then, and
 * for every other action.
 */
export const STARTED_ENDED_AT = `
  (SELECT CASE WHEN started.id IS NULL THEN call.routed_at ELSE started.ended_at END
   FROM event call LEFT JOIN run started ON started.event_id = call.id
   WHERE effect.state = 'pending' AND call.cause_run_id = effect.run_id AND call.external_id = effect.key
   ORDER BY started.attempt DESC LIMIT 1)`;

const WAKE_CALLER = `
  INSERT INTO outbox (organization_id, name, data, dedupe_id)
  SELECT effect.organization_id, 'handoff/wake.' || effect.run_id || '.' || effect.node_id
      || CASE WHEN effect.item = '' THEN '' ELSE '.' || effect.item END,
    jsonb_build_object('runId', effect.run_id, 'nodeId', effect.node_id),
    'wake:' || effect.run_id || ':' || effect.node_id || ':started:' || event.id
  FROM event JOIN effect ON effect.run_id = event.cause_run_id AND effect.key = event.external_id
  WHERE event.id = $1::uuid AND effect.node_id IS NOT NULL`;

/** Wakes the node that waits for the run of this event, if one does, in the transaction in which that run ends. */
export function wakeCaller(tx: Tx, eventId: string): void {
  tx.send(WAKE_CALLER, [eventId]);
  tx.afterCommit(notifyRelay);
}

/**
 * Nobody waits any more for what a run started that ends before it: those runs go on by themselves, and their
 * actions, which started them as they should, are confirmed. Lock the run first.
 * @returns what was started, in the actions' own words
 */
export async function letStartedRunsGoOn(tx: Tx, runId: string, by: Actor, why: string): Promise<string[]> {
  const pending = await tx.query<{ id: string }>(
    // What is pending at a system outside ends there, whoever waits for it.
    "SELECT id FROM effect WHERE run_id = $1::uuid AND state = 'pending' AND connection_id IS NULL ORDER BY id",
    [runId],
  );
  const left: string[] = [];
  for (const { id } of pending) {
    const effect = await lockEffect(tx, id);
    if (effect?.state !== "pending") continue;
    const name = String(effect.result?.workflow ?? "");
    const reason = `“${name}” was started. ${why} It goes on by itself.`;
    moveEffect(tx, effect, { to: "confirmed", reason, silent: true });
    await auditEffect(tx, effect, { verb: "action.confirmed", why: reason, by, after: effect.input });
    left.push(`the run of “${name}” that it started`);
  }
  return left;
}
