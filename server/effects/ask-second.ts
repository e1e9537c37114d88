import type { Actor } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { fourEyesFor, needsTwo } from "@/server/guardrails/four-eyes/needs-two";
import type { Packet } from "@/server/reviews/packet";
import { askPerson, REFUSE, RELEASE, STANDING_LABELS } from "./ask-person";
import { auditEffect } from "./audit-effect";
import type { EffectRow } from "./effect-row";

/** Under which the reviewer is told who agreed. */
export const AGREED = "Agreed already";

type First = {
  agreedBy: string[];
  requestedBy: string | null;
  role: "admin" | "builder" | "reviewer" | null;
  evidence: Packet["evidence"];
};

const READ_FIRST = `
  SELECT agreed_by::text[] AS "agreedBy", requested_by AS "requestedBy", reviewer_role AS role,
    packet->'evidence' AS evidence
  FROM review WHERE id = $1::uuid`;

/**
 * Where two people have to agree and one of them just has: asks another one, and the action still waits. Who changes the
 * words that somebody agreed to starts anew.
 * @returns whether somebody else was asked
 */
export async function askSecond(
  tx: Tx,
  effect: EffectRow,
  { by, reviewId, changed }: { by: Actor; reviewId: string; changed: boolean },
): Promise<boolean> {
  // Of a reversal the first one is whoever asked for it.
  if (effect.reversalOf !== null || effect.runId === null || !by.id) return false;
  const { amount, currency } = effect;
  const money = amount !== null && currency !== null ? { amount, currency } : null;
  const two = needsTwo(await fourEyesFor(tx, effect.effect), { effect: effect.effect, money });
  const [first] = two ? await tx.query<First>(READ_FIRST, [reviewId]) : [];
  if (!two || !first || (first.agreedBy.length > 0 && !changed)) return false;
  const why = `${by.name} agreed. ${two.why}`;
  tx.send("UPDATE effect SET reason = $2 WHERE id = $1::uuid", [effect.id, why]);
  await auditEffect(tx, effect, {
    verb: "action.agreed",
    summary: `Agreed, and somebody else has to: ${effect.summary}`,
    why: two.why,
    by,
    reviewId,
  });
  const shown = first.evidence.filter(({ label }) => !STANDING_LABELS.includes(label));
  const told = shown.filter(({ label }) => !two.evidence.some((each) => each.label === label));
  await askPerson(tx, effect, {
    kind: "guardrail",
    ask: `May this go out? ${effect.summary}`,
    why,
    answers: [RELEASE, REFUSE],
    evidence: [
      ...told.filter(({ label }) => label !== AGREED),
      ...two.evidence,
      { label: AGREED, value: by.name },
    ],
    role: first.role ?? "reviewer",
    requestedBy: first.requestedBy ?? undefined,
    agreedBy: [by.id],
  });
  tx.announce("operations");
  tx.announce("runs", effect.runId);
  return true;
}
