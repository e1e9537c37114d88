import { SYSTEM } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { releasedAlone } from "@/server/guardrails/four-eyes";
import { judgeMoney, type Verdict } from "@/server/guardrails/judge-money";
import { readContext } from "@/server/guardrails/messages/context";
import { evidenceOf, findMatches, readyVersion, whyHeld } from "@/server/guardrails/messages/judge-message";
import { type ApprovedRelease, approvedRelease } from "@/server/reviews/approved-release";
import type { Packet } from "@/server/reviews/packet";
import { askPerson, REFUSE, RELEASE } from "./ask-person";
import { auditEffect } from "./audit-effect";
import type { EffectRow } from "./effect-row";
import type { Nature } from "./nature";

export type Guarded =
  | { passes: true; approval?: ApprovedRelease }
  | { passes: false; why: string; evidence: Packet["evidence"]; role: "admin" | "reviewer" };

/**
 * The guardrails, in the transaction that writes the intent or takes the action up. An approval satisfies
 * them only for exactly the input it showed.
 */
export async function guard(tx: Tx, effect: EffectRow, nature: Nature): Promise<Guarded> {
  if (effect.releasedBy !== null) return { passes: true };
  if (nature.hold !== null) return { passes: false, why: nature.hold, evidence: [], role: "admin" };
  if (effect.reversalOf !== null && effect.requestedBy !== null) {
    const why = await releasedAlone(tx, effect.reversalOf, effect.requestedBy);
    if (why !== null) return { passes: false, why, evidence: [], role: "reviewer" };
  }
  const verdict = nature.effect === "money" ? await judgeAmount(tx, effect, nature) : judgeWords(tx, nature);
  if (verdict.passes) return { passes: true };
  const { runId, nodeId, item, inputHash } = effect;
  const approval = runId && nodeId ? await approvedRelease(tx, { runId, nodeId, item, inputHash }) : null;
  if (approval) return { passes: true, approval };
  const context = nature.words ? await readContext(tx, nature.words.to, effect.id) : [];
  return { ...verdict, evidence: [...verdict.evidence, ...context], role: "reviewer" };
}

function judgeAmount(tx: Tx, effect: EffectRow, nature: Nature): Promise<Verdict> {
  return judgeMoney(tx, nature.money, { id: effect.id, reverses: effect.reversalOf !== null });
}

/** Costs no answer of the database: what it takes was read with the connection. */
export function judgeWords(tx: Tx, { words, connection }: Nature): Verdict {
  const standing = connection?.messagesRule;
  if (!words || !connection || !standing) return { passes: true };
  const matches = findMatches(readyVersion(tx.organizationId, standing), words, connection.arrived);
  if (matches.length === 0) return { passes: true };
  return { passes: false, why: whyHeld(matches), evidence: evidenceOf(matches, standing.version) };
}

/** Asks whether a held action may go out, and says in the log that it was held. */
export async function hold(
  tx: Tx,
  effect: EffectRow,
  held: Extract<Guarded, { passes: false }>,
  requestedBy?: string,
): Promise<void> {
  const { why, evidence, role } = held;
  await auditEffect(tx, effect, { verb: "action.held", summary: `Held: ${effect.summary}`, why, by: SYSTEM });
  await askPerson(tx, effect, {
    kind: "guardrail",
    ask: `May this go out? ${effect.summary}`,
    why,
    answers: [RELEASE, REFUSE],
    evidence,
    role,
    requestedBy,
  });
  tx.announce("operations");
}
