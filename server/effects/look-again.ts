import { noteOutage } from "@/server/connections/circuit";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { ARRIVED, askPerson, GIVE_UP } from "./ask-person";
import { auditEffect } from "./audit-effect";
import type { Outcome } from "./carry-out";
import type { EffectRow } from "./effect-row";
import { type Lease, moveEffect } from "./move-effect";
import { isOverdue, nextLookMs, withLook } from "./pending";

type Look = { reason: string; evidence: JsonObject };

/** It is still under way: it is looked at again, until it is overdue; then a person is asked, once. */
export async function lookAgain(tx: Tx, effect: EffectRow, { reason, evidence }: Look, lease: Lease) {
  if (!isOverdue(effect)) {
    const nextAttempt = nextLookMs(effect);
    return moveEffect(tx, effect, { to: "pending", reason, evidence, nextAttempt, ...lease });
  }
  const why = `${reason} It has not ended in all the time that it may take.`;
  const overdue = moveEffect(tx, effect, { to: "missing", reason: why, evidence, ...lease });
  await auditEffect(tx, effect, { verb: "action.unconfirmed", summary: `Overdue: ${effect.summary}`, why });
  await askPerson(tx, overdue, {
    kind: "mend",
    ask: `${effect.summary}: has it arrived by now?`,
    why,
    answers: [ARRIVED, GIVE_UP],
    evidence: [],
    role: "builder",
  });
  return overdue;
}

/** It could not be looked at: that says nothing about it. It stays as it is, and its system's trouble is noted. */
export async function lookLater(
  tx: Tx,
  effect: EffectRow,
  outcome: Exclude<Outcome, { kind: "done" }>,
  lease: Lease,
): Promise<EffectRow> {
  if (effect.connectionId && outcome.kind === "infrastructure") {
    await noteOutage(tx, effect.connectionId, outcome.why, { atOnce: outcome.atOnce });
  }
  const reason = effect.reason;
  const look = { at: new Date().toISOString(), state: "pending", reason: outcome.why };
  const evidence = { ...effect.evidence, looks: withLook(effect.evidence, look) };
  return lookAgain(tx, effect, { reason, evidence }, lease);
}
