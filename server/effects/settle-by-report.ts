import type { Actor } from "@/server/audit/append";
import type { Verification } from "@/server/connectors/define";
import type { Tx } from "@/server/db/tx";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import { refreshStatus } from "@/server/runs/refresh-status";
import type { JsonObject } from "@/workflow/json";
import { ARRIVED, askPerson, GIVE_UP, SEND_AGAIN } from "./ask-person";
import { auditEffect } from "./audit-effect";
import { concludeOriginal, lockOriginal, verbOfConfirmation } from "./conclude-reversal";
import { clearDegraded } from "./degraded";
import type { EffectRow } from "./effect-row";
import { moveEffect } from "./move-effect";

/** How an action ends, or goes on waiting, by what its system told or did not tell. */
export type ReportVerdict = { verdict: Verification; evidence: JsonObject; by: Actor };

/** Moves an action, locked after its run, to where a report or silence takes it, and asks a person where it is missing. */
export async function settleByReport(tx: Tx, effect: EffectRow, settling: ReportVerdict): Promise<void> {
  const { verdict, by } = settling;
  const { state, reason } = verdict;
  const evidence = { ...settling.evidence, ...verdict.evidence, verification: state };
  if (state === "pending") {
    // Heard of, it is known to have been sent: what was asked about that is answered.
    await answerOpen(tx, effect, reason, by);
    moveEffect(tx, effect, {
      to: "pending",
      reason,
      evidence,
      failureClass: null,
      reportDue: verdict.reportWithinMs,
    });
  } else if (state === "confirmed") await confirm(tx, effect, { reason, evidence, by });
  else await miss(tx, effect, { reason, evidence, by });
  await clearDegraded(tx, effect);
  if (state !== "confirmed") await tellNode(tx, effect, reason);
}

/** The node that waits for it says why, and so does its run. */
async function tellNode(tx: Tx, { runId, nodeId, item }: EffectRow, reason: string): Promise<void> {
  if (runId === null || nodeId === null) return;
  tx.send(
    `UPDATE run_step SET reason = $4 WHERE run_id = $1::uuid AND node_id = $2 AND item = $3 AND state = 'waiting'`,
    [runId, nodeId, item, reason],
  );
  await refreshStatus(tx, runId);
}

type Ending = { reason: string; evidence: JsonObject; by: Actor };

async function confirm(tx: Tx, effect: EffectRow, { reason, evidence, by }: Ending): Promise<void> {
  const original = await lockOriginal(tx, effect);
  const verb = verbOfConfirmation(original);
  moveEffect(tx, effect, { to: "confirmed", reason, evidence, failureClass: null });
  await auditEffect(tx, effect, { verb, why: reason, by, after: effect.input });
  if (original && verb === "action.reversed") await concludeOriginal(tx, original, effect);
  await answerOpen(tx, effect, reason, by);
}

async function miss(tx: Tx, effect: EffectRow, { reason, evidence, by }: Ending): Promise<void> {
  const asks = effect.origin !== null;
  const late = effect.state === "confirmed";
  const to = asks || late ? "missing" : "failed";
  const missing = moveEffect(tx, effect, { to, reason, evidence, failureClass: null });
  const summary = `Not arrived: ${effect.summary}`;
  await auditEffect(tx, effect, { verb: "action.unconfirmed", summary, why: reason, by });
  await askPerson(tx, missing, {
    kind: "mend",
    ask: late
      ? `${effect.summary}: it counted as done, and did not arrive.`
      : `${effect.summary}: it seems not to have arrived.`,
    why: reason,
    answers: [SEND_AGAIN, ARRIVED, GIVE_UP],
    evidence: [],
    role: "builder",
  });
}

async function answerOpen(tx: Tx, { id, origin }: EffectRow, why: string, by: Actor): Promise<void> {
  if (origin) await withdrawReviews(tx, { runId: origin.runId, effectId: id }, why, by);
}
