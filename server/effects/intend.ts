import { randomUUID } from "node:crypto";
import type { Actor } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import { passCircuit, waitsItsTurn } from "@/server/connections/circuit";
import type { ConnectionRow } from "@/server/connections/open-connection";
import { type Slot, takeSlot } from "@/server/connections/pace";
import { MendAction } from "@/server/connectors/failures";
import type { EffectState } from "@/server/db/generated/enums";
import { rowId } from "@/server/db/row-id";
import type { Tx } from "@/server/db/tx";
import type { EffectRequest } from "@/workflow/ports";
import { askPerson, GIVE_UP, RETRY } from "./ask-person";
import { auditEffect } from "./audit-effect";
import { writeAtOnce } from "./carry-out";
import type { Claim } from "./claim";
import { markDegraded } from "./degraded";
import { wakeDrain } from "./drain-channel";
import { type EffectOrigin, type EffectRow, imageData } from "./effect-row";
import { fourEyesOf, type Guarded, guard, hold } from "./guard";
import { insertEffect } from "./insert-effect";
import { type Nature, natureOf } from "./nature";

export type Intent = {
  key: string;
  request: EffectRequest;
  /** The node that wants it; null for what a person does directly. */
  node: { runId: string; nodeId: string; item?: string } | null;
  /** Where it comes from. Of a reversal: where the action it takes back came from. */
  origin: EffectOrigin | null;
  /** The person who wants it, and why; null for a node. */
  person: { by: Actor; why: string; email?: string } | null;
  /** Who asked for it in the end, for four eyes: an email address. */
  requestedBy?: string;
  reversalOf?: string;
  /** The failed action that it is to be done in place of, and the revision that it is then. */
  repeat?: { of: string; revision: number };
};

/** `claim`: it may be carried out now, by whoever wrote it down; null when it waits for something, or is another's. */
export type Intended = { effect: EffectRow; claim: Claim | null };

/**
 * Writes down what is about to be done, before it is: the action, what it will change, the guardrails'
 * verdict and the audit entry, in one transaction. What nothing keeps back is taken up in the same breath.
 * The caller holds the run. The transaction fails with IntentStands when the key was written down before.
 */
export async function intend(tx: Tx, intent: Intent): Promise<Intended> {
  const found = await natureOrProblem(tx, intent);
  if ("problem" in found) return block(tx, draftOf(tx, intent, null), found.problem, intent);

  const { nature } = found;
  const draft = draftOf(tx, intent, nature);
  const { action, input } = nature;
  const { organizationId } = tx;
  const before = { organizationId, effectId: draft.id, key: draft.key, input, before: null };
  // Asked in one breath: together they wait for one answer of the database.
  const [image, fourEyes] = await Promise.all([action.before?.(tx, before), fourEyesOf(tx, nature)]);
  draft.before = image ?? null;
  const guarded = await guard(tx, draft, nature, fourEyes);
  if (!guarded.passes) {
    const held = insertEffect(tx, draft, { state: "held", reason: guarded.why });
    await audit(tx, held, intent);
    await hold(tx, held, agreedTo(guarded, intent));
    return { effect: held, claim: null };
  }
  const approved = guarded.approval
    ? {
        releasedBy: guarded.approval.reviewId,
        why: `Released by ${guarded.approval.decidedByName}'s approval.`,
      }
    : null;
  const { connection } = nature;
  const releasedBy = approved?.releasedBy ?? null;
  const turn = connection === null ? AT_ONCE : await turnOf(tx, connection);
  if (connection === null || turn !== null) {
    const token = randomUUID();
    const effect = insertEffect(tx, draft, { state: "sending", releasedBy, token });
    await audit(tx, effect, intent, approved);
    const claim: Claim = { effect, token, mode: "send", slot: turn?.slot ?? null, nature };
    return { effect, claim: await writeAtOnce(tx, claim, nature) };
  }
  return queue(tx, draft, connection, { releasedBy, intent, approved });
}

/** Who asked for it to be done again is one of those who agree to it: it takes somebody else. */
function agreedTo(held: Extract<Guarded, { passes: false }>, { person, repeat }: Intent): typeof held {
  return repeat && person?.by.id ? { ...held, agreedBy: [person.by.id] } : held;
}

/** Done again, it is still what its event asked for. */
function askerOf({ person, requestedBy, repeat }: Intent): string | null {
  return (repeat ? (requestedBy ?? person?.email) : (person?.email ?? requestedBy)) ?? null;
}

type Approved = { releasedBy: string; why: string } | null;

/** How far ahead its place in time may lie for an action that somebody waits for. */
const AT_ONCE_MS = 100;

type Turn = { slot: Slot | null };
const AT_ONCE: Turn = { slot: null };

/** Whether it may go out at once, and its place in time; null when it queues. What queues already goes first. */
async function turnOf(tx: Tx, { id, circuit, rateCap, pace }: ConnectionRow): Promise<Turn | null> {
  if (circuit !== "closed") return null;
  if (rateCap === null && pace === null) return AT_ONCE;
  if (await isQueued(tx, id)) return null;
  const slot = await takeSlot(tx, id, AT_ONCE_MS);
  return slot && { slot };
}

async function isQueued(tx: Tx, connectionId: string): Promise<boolean> {
  const queued = await tx.query(
    "SELECT 1 FROM effect WHERE connection_id = $1::uuid AND state = 'queued' AND next_attempt_at <= clock_timestamp() LIMIT 1",
    [connectionId],
  );
  return queued.length > 0;
}

/** It waits its turn, or its system is known to be down: then the run says so. What may probe is left to the drain. */
async function queue(
  tx: Tx,
  draft: EffectRow,
  { id, name, circuit }: ConnectionRow,
  { releasedBy, intent, approved }: { releasedBy: string | null; intent: Intent; approved: Approved },
): Promise<Intended> {
  const nextAttemptAt = new Date();
  const passage = await passCircuit(tx, id, "look");
  if (passage.passes) {
    const reason = circuit === "closed" ? waitsItsTurn(name) : "";
    const effect = insertEffect(tx, draft, { state: "queued", reason, releasedBy, nextAttemptAt });
    await audit(tx, effect, intent, approved);
    tx.announce("operations");
    wakeDrain(tx);
    return { effect, claim: null };
  }
  const { why } = passage;
  const effect = insertEffect(tx, draft, {
    state: "queued",
    releasedBy,
    reason: why,
    failureClass: "infrastructure",
    nextAttemptAt,
  });
  await audit(tx, effect, intent, approved);
  await auditEffect(tx, effect, { verb: "action.queued", summary: `Queued: ${effect.summary}`, why });
  await markDegraded(tx, effect, why);
  tx.announce("operations");
  return { effect, claim: null };
}

/** The same again cannot work: nothing is sent, and a person is asked. */
async function block(tx: Tx, draft: EffectRow, problem: MendAction, intent: Intent): Promise<Intended> {
  const why = problem.message;
  const state: EffectState = draft.origin ? "blocked" : "failed";
  const effect = insertEffect(tx, draft, { state, reason: why, failureClass: "data" });
  await auditEffect(tx, effect, {
    verb: "action.blocked",
    summary: `Blocked: ${effect.summary}`,
    why,
    by: intent.person?.by,
    after: effect.input,
  });
  await askPerson(tx, effect, {
    kind: "mend",
    ask: `${effect.summary}: it cannot be sent as it stands.`,
    why,
    answers: [RETRY, GIVE_UP],
    evidence: [],
    role: "builder",
  });
  tx.announce("operations");
  return { effect, claim: null };
}

async function natureOrProblem(
  tx: Tx,
  { request, origin }: Intent,
): Promise<{ nature: Nature } | { problem: MendAction }> {
  try {
    return { nature: await natureOf(tx, { ...request, connectionId: request.connectionId ?? null, origin }) };
  } catch (error) {
    if (error instanceof MendAction) return { problem: error };
    throw error;
  }
}

function audit(tx: Tx, effect: EffectRow, { person }: Intent, approved: Approved = null): Promise<void> {
  return auditEffect(tx, effect, {
    verb: "action.intended",
    why: person?.why ?? approved?.why ?? "",
    by: person?.by,
    reviewId: approved?.releasedBy,
    before: imageData(effect),
    after: effect.input,
  });
}

/** The action as it will stand, before anything was decided about it. */
function draftOf(tx: Tx, intent: Intent, nature: Nature | null): EffectRow {
  const { request, node, person, origin } = intent;
  return {
    id: rowId(),
    organizationId: tx.organizationId,
    key: intent.key,
    action: request.action,
    connectionId: request.connectionId ?? null,
    effect: nature?.effect ?? "send",
    summary: request.summary,
    input: request.input,
    inputHash: canonicalHash(request.input),
    revision: intent.repeat?.revision ?? 0,
    amount: nature?.money ? withoutZeros(nature.money.amount) : null,
    currency: nature?.money?.currency ?? null,
    state: "queued",
    failureClass: null,
    reason: "",
    attempts: 0,
    nextAttemptAt: null,
    due: false,
    expired: false,
    leaseOwner: null,
    before: null,
    result: null,
    evidence: null,
    releasedBy: null,
    reversalOf: intent.reversalOf ?? null,
    repeatOf: intent.repeat?.of ?? null,
    requestedBy: person?.by.kind === "person" ? (person.by.id ?? null) : null,
    askedBy: askerOf(intent),
    createdAt: new Date(),
    settledAt: null,
    runId: node?.runId ?? null,
    nodeId: node?.nodeId ?? null,
    item: node?.item ?? "",
    origin,
  };
}

/** As the database gives an amount back. */
function withoutZeros(amount: string): string {
  return amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
}
