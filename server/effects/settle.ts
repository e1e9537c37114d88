import type { Verb } from "@/server/audit/verbs";
import { noteAnswer, noteOutage, OPENS_AFTER_REFUSALS } from "@/server/connections/circuit";
import { slowDown } from "@/server/connections/pace";
import type { Verification } from "@/server/connectors/define";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { ARRIVED, askPerson, GIVE_UP, RETRY, SEND_AGAIN } from "./ask-person";
import { auditEffect } from "./audit-effect";
import { backoffMs, isExhausted } from "./backoff";
import type { Outcome } from "./carry-out";
import type { Claim } from "./claim";
import { concludeOriginal, lockOriginal, verbOfConfirmation } from "./conclude-reversal";
import { clearDegraded, markDegraded } from "./degraded";
import { wakeDrain } from "./drain-channel";
import { type EffectRow, imageData } from "./effect-row";
import { lookAgain, lookLater } from "./look-again";
import { type Lease, type Move, moveEffect } from "./move-effect";
import { nextLookMs, wasAccepted, withLook } from "./pending";

/** Long enough for another action to be the next probe. */
const BEHIND_PROBE_MS = 2_000;

type Of<Kind extends Outcome["kind"]> = Extract<Outcome, { kind: Kind }>;

/**
 * Writes down how an attempt went: state, result, evidence and audit entry in one transaction, and what
 * follows from it for the run, the person to be asked and the connection's circuit. The transaction fails with
 * Outrun when the lease is no longer ours: then nothing was written.
 * @returns the action as it stands then
 */
export async function settle(tx: Tx, claim: Claim, outcome: Outcome, silent: boolean): Promise<EffectRow> {
  const { effect, token, nature } = claim;
  // The run before its action, as everybody takes them who writes both.
  if (effect.runId !== null)
    tx.send("SELECT 1 FROM run WHERE id = $1::uuid FOR NO KEY UPDATE", [effect.runId]);
  const lease = { token, silent };
  const settled =
    claim.mode === "verify" && outcome.kind !== "done"
      ? await lookLater(tx, effect, outcome, lease)
      : await settleAs(tx, effect, outcome, lease, nature?.connection?.wellOfLate ?? false);
  // What was done at the first attempt degraded nothing.
  if (outcome.kind !== "done" || effect.failureClass !== null) await clearDegraded(tx, effect);
  return settled;
}

/** @param wellOfLate its system is known to answer: that need not be written again */
async function settleAs(
  tx: Tx,
  effect: EffectRow,
  outcome: Outcome,
  lease: Lease,
  wellOfLate: boolean,
): Promise<EffectRow> {
  switch (outcome.kind) {
    case "done":
      if (!wellOfLate) await answered(tx, effect);
      return settleDone(tx, effect, outcome, lease);
    case "transient":
      return settleTransient(tx, effect, outcome, lease);
    case "infrastructure":
      return settleOutage(tx, effect, outcome, lease);
    case "data":
      await answered(tx, effect);
      return stop(tx, effect, outcome.why, "data", lease);
    case "unknown":
      return settleUnknown(tx, effect, outcome, lease);
  }
}

async function settleDone(tx: Tx, effect: EffectRow, { executed, verification }: Of<"done">, lease: Lease) {
  const { reason } = verification;
  const state = await stateAfter(tx, effect, verification);
  const { result } = executed;
  const evidence = { ...executed.evidence, ...verification.evidence, verification: state };
  if (wasAccepted(effect)) {
    const look = { at: new Date().toISOString(), state, reason };
    Object.assign(evidence, { looks: withLook(effect.evidence, look) });
    if (state === "pending") return lookAgain(tx, effect, { reason, evidence }, lease);
  }
  const original = await lockOriginal(tx, effect);
  const verb = state === "confirmed" ? verbOfConfirmation(original) : (VERBS[state] ?? "action.unconfirmed");
  const asksNobody = effect.origin === null && (state === "mismatch" || state === "missing");
  const to = asksNobody ? "failed" : state;
  const reportDue = to === "pending" ? verification.reportWithinMs : undefined;
  // What tells of its end by itself is not asked.
  const looks = to === "pending" && effect.connectionId !== null && reportDue === undefined;
  const settled = moveEffect(tx, effect, {
    to,
    reason,
    result,
    evidence,
    failureClass: null,
    nextAttempt: looks ? nextLookMs(effect) : undefined,
    reportDue,
    ...lease,
  });
  await auditEffect(
    tx,
    { ...effect, result },
    {
      verb,
      why: reason,
      ...changeOf(effect, result),
    },
  );
  if (original && verb === "action.reversed") await concludeOriginal(tx, original, effect);
  if (state !== "mismatch" && state !== "missing") return settled;
  await askPerson(tx, settled, {
    kind: "mend",
    ask: `${effect.summary}: what was found is not what was meant.`,
    why: reason,
    answers: state === "missing" ? [RETRY, ARRIVED, GIVE_UP] : [ARRIVED, GIVE_UP],
    evidence: [],
    role: "builder",
  });
  return settled;
}

/** A run that has ended, or gone on, looks no more at the one that it has started: that is done, then. */
async function stateAfter(
  tx: Tx,
  { runId, connectionId, repeatOf }: EffectRow,
  { state }: Verification,
): Promise<Verification["state"]> {
  if (state !== "pending" || connectionId !== null) return state;
  if (repeatOf !== null) return "confirmed";
  const [ended] = await tx.query(
    "SELECT 1 FROM run WHERE id = $1::uuid AND status IN ('done', 'failed', 'canceled')",
    [runId],
  );
  return ended ? "confirmed" : state;
}

const VERBS: { readonly [state in Verification["state"]]?: Verb } = {
  pending: "action.awaited",
  failed: "action.failed",
};

function changeOf(effect: EffectRow, result: EffectRow["input"]) {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  if (!action?.change || !input?.success) return { before: imageData(effect), after: effect.input };
  const { organizationId, id: effectId, key, before, summary } = effect;
  return action.change({ organizationId, effectId, key, input: input.data, before, result, summary });
}

async function settleTransient(tx: Tx, effect: EffectRow, { why, afterMs }: Of<"transient">, lease: Lease) {
  if (effect.connectionId) {
    // Who asks for time is there, and only too busy.
    const busy = afterMs !== undefined;
    const noted = { onlyProbe: busy, opensAfter: OPENS_AFTER_REFUSALS };
    const probeAt = await noteOutage(tx, effect.connectionId, why, noted);
    await slowDown(tx, effect.connectionId, afterMs);
    if (probeAt && !busy) return queueBehind(tx, effect, { why, probeAt }, lease);
  }
  if (isExhausted(effect.attempts)) {
    return stop(tx, effect, `${why} It was tried ${effect.attempts} times.`, "transient", lease);
  }
  const nextAttempt = Math.max(afterMs ?? 0, backoffMs(effect.attempts));
  return queue(tx, effect, { why, failureClass: "transient", nextAttempt }, lease);
}

/** Its system is in trouble, not it alone: that does not use its attempts up, and another one probes next. */
function queueBehind(
  tx: Tx,
  effect: EffectRow,
  { why, probeAt }: { why: string; probeAt: Date },
  lease: Lease,
) {
  const nextAttempt = new Date(probeAt.getTime() + BEHIND_PROBE_MS);
  return queue(tx, effect, { why, failureClass: "infrastructure", nextAttempt, uncounted: true }, lease);
}

async function settleOutage(tx: Tx, effect: EffectRow, { why, atOnce }: Of<"infrastructure">, lease: Lease) {
  const probeAt = effect.connectionId && (await noteOutage(tx, effect.connectionId, why, { atOnce }));
  const nextAttempt = probeAt || backoffMs(1);
  return queue(tx, effect, { why, failureClass: "infrastructure", nextAttempt, uncounted: true }, lease);
}

async function queue(
  tx: Tx,
  effect: EffectRow,
  move: Pick<Move, "nextAttempt" | "uncounted"> & {
    why: string;
    failureClass: "transient" | "infrastructure";
  },
  lease: Lease,
): Promise<EffectRow> {
  const { why, ...rest } = move;
  const queued = moveEffect(tx, effect, { to: "queued", reason: why, ...rest, ...lease });
  // Each attempt in an outage would be an entry: the first says it for all.
  if (effect.failureClass !== move.failureClass) {
    await auditEffect(tx, effect, { verb: "action.queued", summary: `Queued: ${effect.summary}`, why });
  }
  await markDegraded(tx, effect, why);
  return queued;
}

/** It does not go on by itself: a person is asked, or told at once where they wait for it themselves. */
async function stop(
  tx: Tx,
  effect: EffectRow,
  why: string,
  failureClass: "data" | "transient",
  lease: Lease,
): Promise<EffectRow> {
  const asks = effect.origin !== null && effect.reversalOf === null;
  const to = asks ? "blocked" : "failed";
  const stopped = moveEffect(tx, effect, { to, reason: why, failureClass, ...lease });
  const verb = asks ? "action.blocked" : "action.failed";
  await auditEffect(tx, effect, { verb, summary: `${asks ? "Blocked" : "Failed"}: ${effect.summary}`, why });
  if (!asks) return stopped;
  await askPerson(tx, stopped, {
    kind: "mend",
    ask: `${effect.summary}: it could not be done.`,
    why,
    answers: [RETRY, GIVE_UP],
    evidence: [],
    role: "builder",
  });
  return stopped;
}

async function settleUnknown(tx: Tx, effect: EffectRow, { why, canLookUp }: Of<"unknown">, lease: Lease) {
  if (effect.connectionId) await noteOutage(tx, effect.connectionId, why, { onlyProbe: true });
  const itself = canLookUp && !isExhausted(effect.attempts);
  const nextAttempt = itself ? backoffMs(effect.attempts) : undefined;
  const to = itself || effect.origin ? "unknown" : "failed";
  const unknown = moveEffect(tx, effect, { to, reason: why, failureClass: "unknown", nextAttempt, ...lease });
  if (effect.failureClass !== "unknown") {
    await auditEffect(tx, effect, { verb: "action.unconfirmed", summary: `Unknown: ${effect.summary}`, why });
  }
  await markDegraded(tx, effect, why);
  if (itself) return unknown;
  await askPerson(tx, unknown, {
    kind: "mend",
    ask: `${effect.summary}: did it arrive? It is not sent again until somebody says so.`,
    why,
    answers: [ARRIVED, SEND_AGAIN, GIVE_UP],
    evidence: [],
    role: "builder",
  });
  return unknown;
}

/** The system was there: what queued for it may go out. */
async function answered(tx: Tx, { connectionId }: EffectRow): Promise<void> {
  if (connectionId !== null && (await noteAnswer(tx, connectionId))) wakeDrain(tx);
}
