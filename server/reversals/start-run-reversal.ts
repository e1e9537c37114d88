import { randomUUID } from "node:crypto";
import { personActor } from "@/server/audit/person-actor";
import type { Tx } from "@/server/db/tx";
import { nudgeReversals } from "@/server/effects/reversal-of-run";
import { LookAgain, MendInput } from "@/server/errors";
import { failpoint } from "@/server/failpoints/failpoint";
import type { Viewer } from "@/server/identity/session";
import { nameOf } from "@/server/runs/finish-run";
import { appendReversalAudit } from "./audit-reversal";
import { ACTIONS_IN_SCOPE, readScope } from "./scope";

const FILL = `
  INSERT INTO reversal_item (organization_id, reversal_id, position, effect_id)
  SELECT $2::uuid, $3::uuid, action.position, action.id FROM (${ACTIONS_IN_SCOPE}) action
  RETURNING 1`;

/**
 * Begins to take a whole run back: what it, all attempts at its event and the runs it started have done, the last
 * first. A worker carries it out; a run that is being taken back already is not begun again.
 * @param why for the log; required
 * @returns the reversal, and whether it was begun by this call
 * @throws LookElsewhere · MendInput without a reason · LookAgain while a part of it goes on, or with nothing to take back
 */
export async function startRunReversal(
  tx: Tx,
  runId: string,
  by: Viewer,
  why: string,
): Promise<{ reversalId: string; begun: boolean }> {
  if (why.trim() === "")
    throw new MendInput("Say why it is taken back, so that others can follow it later.", "why");
  const { head } = await readScope(tx, runId);
  // Whoever asks second waits here, and then finds what the first one began.
  await tx.query("SELECT 1 FROM run WHERE id = $1::uuid FOR NO KEY UPDATE", [head.id]);
  const [standing] = await tx.query<{ id: string }>(
    "SELECT id FROM reversal WHERE run_id = $1::uuid AND status <> 'done'",
    [head.id],
  );
  if (standing) return { reversalId: standing.id, begun: false };
  const { refusal } = await readScope(tx, runId);
  if (refusal !== null) throw new LookAgain(refusal);

  const reversalId = randomUUID();
  tx.send(
    `INSERT INTO reversal (id, organization_id, run_id, why, requested_by, requested_by_name, requested_by_email)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5::uuid, $6, $7)`,
    [reversalId, tx.organizationId, head.id, why.trim(), by.id, by.name, by.email],
  );
  const items = await tx.query(FILL, [head.id, tx.organizationId, reversalId]);
  if (items.length === 0) {
    throw new LookAgain(
      "Nothing is left to take back: this run changed nothing, or it was taken back already.",
    );
  }
  appendReversalAudit(tx, head, {
    actor: personActor(by),
    verb: "reversal.started",
    summary: `Began to take back ${nameOf(head)}: ${items.length} ${items.length === 1 ? "action" : "actions"}, the last first`,
    why: why.trim(),
  });
  tx.announce("runs", head.id);
  nudgeReversals(tx);
  await failpoint("reversal.before-plan-commit");
  return { reversalId, begun: true };
}
