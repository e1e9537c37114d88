import { SYSTEM } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { mayNotReverseAlone } from "@/server/guardrails/four-eyes/may-not-reverse-alone";
import { fourEyesFor, needsTwo } from "@/server/guardrails/four-eyes/needs-two";
import { judgeMoney, type Verdict } from "@/server/guardrails/judge-money";
import { readContext } from "@/server/guardrails/messages/context";
import { evidenceOf, findMatches, readyVersion, whyHeld } from "@/server/guardrails/messages/judge-message";
import type { StoredRule } from "@/server/guardrails/rules/standing-rule";
import { type ApprovedRelease, approvedRelease } from "@/server/reviews/approved-release";
import type { Packet } from "@/server/reviews/packet";
import { askPerson, REFUSE, RELEASE } from "./ask-person";
import { AGREED } from "./ask-second";
import { auditEffect } from "./audit-effect";
import type { EffectRow } from "./effect-row";
import type { Nature } from "./nature";

export type Guarded =
  | { passes: true; approval?: ApprovedRelease }
  | {
      passes: false;
      why: string;
      evidence: Packet["evidence"];
      role: "admin" | "reviewer";
      /** Who agreed to it already, where two people have to. */
      agreedBy?: string[];
    };

/**
 * The guardrails, in the transaction that writes the intent or takes the action up. An approval satisfies
 * them only for exactly the input it showed.
 * @param fourEyes see `fourEyesOf`
 */
export async function guard(
  tx: Tx,
  effect: EffectRow,
  nature: Nature,
  fourEyes: StoredRule | null,
): Promise<Guarded> {
  if (effect.releasedBy !== null) return { passes: true };
  if (nature.hold !== null) return { passes: false, why: nature.hold, evidence: [], role: "admin" };
  if (effect.reversalOf !== null && effect.requestedBy !== null) {
    const why = await mayNotReverseAlone(tx, effect.reversalOf, effect.requestedBy);
    if (why !== null) return { passes: false, why, evidence: [], role: "reviewer" };
  }
  const verdict = nature.effect === "money" ? await judgeAmount(tx, effect, nature) : judgeWords(tx, nature);
  const ofRun = effect.runId !== null && effect.reversalOf === null;
  const two = ofRun ? needsTwo(fourEyes, nature) : null;
  if (verdict.passes && !two) return { passes: true };
  const { runId, nodeId, item, inputHash } = effect;
  // An approval was for once: what is done again is asked about again.
  const approval =
    runId && nodeId && effect.repeatOf === null
      ? await approvedRelease(tx, { runId, nodeId, item, inputHash })
      : null;
  if (approval && !two) return { passes: true, approval };
  const context = nature.words ? await readContext(tx, nature.words.to, effect.id) : [];
  const evidence = [...(verdict.passes ? [] : verdict.evidence), ...(two?.evidence ?? []), ...context];
  if (approval && two) {
    const { decidedBy, decidedByName } = approval;
    return {
      passes: false,
      why: `${decidedByName} approved it. ${two.why}`,
      evidence: [...evidence, { label: AGREED, value: decidedByName }],
      role: "reviewer",
      agreedBy: [decidedBy],
    };
  }
  const why = [verdict.passes ? null : verdict.why, two?.why].filter(Boolean).join(" ");
  return { passes: false, why, evidence, role: "reviewer" };
}

/** The rule of four eyes for an action: read with its connection, or asked for where it has none. */
export async function fourEyesOf(tx: Tx, { connection, effect }: Nature): Promise<StoredRule | null> {
  return connection ? connection.fourEyesRule : fourEyesFor(tx, effect);
}

function judgeAmount(tx: Tx, effect: EffectRow, nature: Nature): Promise<Verdict> {
  return judgeMoney(tx, nature.money, { id: effect.id, reverses: effect.reversalOf !== null });
}

/** Costs no answer of the database: what it takes was read with the connection. */
export function judgeWords(tx: Tx, { words, connection }: Nature): Verdict {
  const standing = connection?.messagesRule;
  if (!words || !connection || !standing) return { passes: true };
  const matches = findMatches(readyVersion(tx.organizationId, standing), words, connection.known);
  if (matches.length === 0) return { passes: true };
  return { passes: false, why: whyHeld(matches), evidence: evidenceOf(matches, standing.version) };
}

/** Asks whether a held action may go out, and says in the log that it was held. */
export async function hold(
  tx: Tx,
  effect: EffectRow,
  held: Extract<Guarded, { passes: false }>,
): Promise<void> {
  const { why, evidence, role, agreedBy } = held;
  await auditEffect(tx, effect, { verb: "action.held", summary: `Held: ${effect.summary}`, why, by: SYSTEM });
  await askPerson(tx, effect, {
    kind: "guardrail",
    ask: `May this go out? ${effect.summary}`,
    why,
    answers: [RELEASE, REFUSE],
    evidence,
    role,
    requestedBy: effect.askedBy ?? undefined,
    agreedBy,
  });
  tx.announce("operations");
}
