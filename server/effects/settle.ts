import { noteAnswer, noteOutage } from "@/server/connections/circuit";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { ARRIVED, askPerson, GIVE_UP, RETRY, SEND_AGAIN } from "./ask-person";
import { auditEffect } from "./audit-effect";
import { backoffMs, isExhausted } from "./backoff";
import type { Outcome } from "./carry-out";
import type { Claim } from "./claim";
import { clearDegraded, lockRun, markDegraded } from "./degraded";
import { drainQueue } from "./drain-queue";
import { type EffectRow, imageData, lockEffect, readEffect } from "./effect-row";
import { type Move, moveEffect, Outrun } from "./move-effect";

type Of<Kind extends Outcome["kind"]> = Extract<Outcome, { kind: Kind }>;

/**
 * Writes down how an attempt went: state, result, evidence and audit entry in one transaction, and what
 * follows from it for the run, the person to be asked and the connection's circuit.
 * @throws Outrun when the lease is no longer ours: then nothing was written
 */
export async function settle(tx: Tx, claim: Claim, outcome: Outcome, silent: boolean): Promise<void> {
  if (claim.effect.runId !== null) await lockRun(tx, claim.effect.runId);
  const effect = await lockEffect(tx, claim.effect.id);
  if (effect?.leaseOwner !== claim.token) throw new Outrun("Another worker has taken over.");
  const lease = { token: claim.token, silent };
  switch (outcome.kind) {
    case "done":
      await settleDone(tx, effect, outcome, lease);
      break;
    case "transient":
      await settleTransient(tx, effect, outcome, lease);
      break;
    case "infrastructure":
      await settleOutage(tx, effect, outcome, lease);
      break;
    case "data":
      await answered(tx, effect);
      await stop(tx, effect, outcome.why, "data", lease);
      break;
    case "unknown":
      await settleUnknown(tx, effect, outcome, lease);
      break;
  }
  await clearDegraded(tx, effect);
}

type Lease = Pick<Move, "token" | "silent">;

async function settleDone(tx: Tx, effect: EffectRow, { executed, verification }: Of<"done">, lease: Lease) {
  await answered(tx, effect);
  const { state, reason } = verification;
  const { result } = executed;
  const evidence = { ...executed.evidence, ...verification.evidence, verification: state };
  const confirmed = state === "confirmed";
  const asksNobody = effect.origin === null && (state === "mismatch" || state === "missing");
  const to = asksNobody ? "failed" : state;
  await moveEffect(tx, effect, { to, reason, result, evidence, failureClass: null, ...lease });
  await auditEffect(
    tx,
    { ...effect, result },
    {
      verb: confirmed ? (effect.reversalOf ? "action.reversed" : "action.confirmed") : "action.unconfirmed",
      why: reason,
      ...changeOf(effect, result),
    },
  );
  if (confirmed && effect.reversalOf) await markReversed(tx, effect.reversalOf, effect.summary);
  if (state !== "mismatch" && state !== "missing") return;
  await askPerson(tx, effect, {
    kind: "mend",
    ask: `${effect.summary}: what was found is not what was meant.`,
    why: reason,
    answers: state === "missing" ? [RETRY, ARRIVED, GIVE_UP] : [ARRIVED, GIVE_UP],
    evidence: [],
    role: "builder",
  });
}

function changeOf(effect: EffectRow, result: EffectRow["input"]) {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  if (!action?.change || !input?.success) return { before: imageData(effect), after: effect.input };
  const { organizationId, id: effectId, key, before, summary } = effect;
  return action.change({ organizationId, effectId, key, input: input.data, before, result, summary });
}

/** The action that was taken back says so only now that taking it back is confirmed. */
async function markReversed(tx: Tx, originalId: string, summary: string): Promise<void> {
  const original = await readEffect(tx, originalId);
  if (original) await moveEffect(tx, original, { to: "reversed", reason: summary, silent: true });
}

async function settleTransient(tx: Tx, effect: EffectRow, { why, afterMs }: Of<"transient">, lease: Lease) {
  if (effect.connectionId) await noteOutage(tx, effect.connectionId, why, { onlyProbe: true });
  if (isExhausted(effect.attempts)) {
    await stop(tx, effect, `${why} It was tried ${effect.attempts} times.`, "transient", lease);
    return;
  }
  const nextAttempt = Math.max(afterMs ?? 0, backoffMs(effect.attempts));
  await queue(tx, effect, { why, failureClass: "transient", nextAttempt }, lease);
}

async function settleOutage(tx: Tx, effect: EffectRow, { why, atOnce }: Of<"infrastructure">, lease: Lease) {
  const probeAt = effect.connectionId && (await noteOutage(tx, effect.connectionId, why, { atOnce }));
  const nextAttempt = probeAt || backoffMs(1);
  await queue(tx, effect, { why, failureClass: "infrastructure", nextAttempt, uncounted: true }, lease);
}

async function queue(
  tx: Tx,
  effect: EffectRow,
  move: Pick<Move, "nextAttempt" | "uncounted"> & {
    why: string;
    failureClass: "transient" | "infrastructure";
  },
  lease: Lease,
): Promise<void> {
  const { why, ...rest } = move;
  await moveEffect(tx, effect, { to: "queued", reason: why, ...rest, ...lease });
  // Each attempt in an outage would be an entry: the first says it for all.
  if (effect.failureClass !== move.failureClass) {
    await auditEffect(tx, effect, { verb: "action.queued", summary: `Queued: ${effect.summary}`, why });
  }
  if (effect.runId !== null) await markDegraded(tx, effect.runId, why);
}

/** It does not go on by itself: a person is asked, or told at once where they wait for it themselves. */
async function stop(
  tx: Tx,
  effect: EffectRow,
  why: string,
  failureClass: "data" | "transient",
  lease: Lease,
): Promise<void> {
  const asks = effect.origin !== null && effect.reversalOf === null;
  await moveEffect(tx, effect, { to: asks ? "blocked" : "failed", reason: why, failureClass, ...lease });
  const verb = asks ? "action.blocked" : "action.failed";
  await auditEffect(tx, effect, { verb, summary: `${asks ? "Blocked" : "Failed"}: ${effect.summary}`, why });
  if (!asks) return;
  await askPerson(tx, effect, {
    kind: "mend",
    ask: `${effect.summary}: it could not be done.`,
    why,
    answers: [RETRY, GIVE_UP],
    evidence: [],
    role: "builder",
  });
}

async function settleUnknown(tx: Tx, effect: EffectRow, { why, canLookUp }: Of<"unknown">, lease: Lease) {
  if (effect.connectionId) await noteOutage(tx, effect.connectionId, why, { onlyProbe: true });
  const itself = canLookUp && !isExhausted(effect.attempts);
  const nextAttempt = itself ? backoffMs(effect.attempts) : undefined;
  const to = itself || effect.origin ? "unknown" : "failed";
  await moveEffect(tx, effect, { to, reason: why, failureClass: "unknown", nextAttempt, ...lease });
  if (effect.failureClass !== "unknown") {
    await auditEffect(tx, effect, { verb: "action.unconfirmed", summary: `Unknown: ${effect.summary}`, why });
  }
  if (effect.runId !== null) await markDegraded(tx, effect.runId, why);
  if (itself) return;
  await askPerson(tx, effect, {
    kind: "mend",
    ask: `${effect.summary}: did it arrive? It is not sent again until somebody says so.`,
    why,
    answers: [ARRIVED, SEND_AGAIN, GIVE_UP],
    evidence: [],
    role: "builder",
  });
}

/** The system was there: what queued for it may go out. */
async function answered(tx: Tx, { connectionId, organizationId }: EffectRow): Promise<void> {
  if (connectionId === null || !(await noteAnswer(tx, connectionId))) return;
  tx.afterCommit(() => drainQueue(organizationId, connectionId));
}
