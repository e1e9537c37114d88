import type { Actor } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { LookAgain, LookElsewhere } from "@/server/errors";
import { ARRIVED, GIVE_UP, REFUSE, RELEASE, RETRY } from "./ask-person";
import { askSecond } from "./ask-second";
import { auditEffect } from "./audit-effect";
import { clearDegraded, lockRun } from "./degraded";
import { wakeDrain } from "./drain-channel";
import type { DraftTexts } from "./edit-draft";
import { editHeld } from "./edit-held";
import { type EffectRow, lockEffect, readEffect } from "./effect-row";
import { moveEffect } from "./move-effect";
import { mayMove } from "./states";

type Decision = {
  effectId: string;
  review: { id: string; answer: string };
  by: Actor;
  /** What the person changed in the words of a message; counts only for letting it go out. */
  draft?: DraftTexts;
};

/**
 * What a person's answer means for a held or stuck action, in the transaction of the answer: let it out or
 * refuse it; try again, count it as done, or give up.
 * @returns whether somebody else has to agree before it goes out
 * @throws LookElsewhere · MendInput when the changed words cannot go · LookAgain when the action moved on meanwhile
 */
export async function decideHeldEffect(
  tx: Tx,
  { effectId, review, by, draft }: Decision,
): Promise<{ waitsForAnother: boolean }> {
  const seen = await lockWithRun(tx, effectId);
  let effect = seen;
  const rationale = await rationaleOf(tx, review.id);
  const said = (what: string) => `${by.name} ${what}${rationale === "" ? "." : `: ${rationale}`}`;
  const entry = { by, why: rationale, reviewId: review.id };
  switch (review.answer) {
    case RELEASE.id:
      expect(effect, effect.state === "held");
      if (draft) effect = await editHeld(tx, effect, draft, { by, reviewId: review.id });
      if (await askSecond(tx, effect, { by, reviewId: review.id, changed: effect !== seen })) {
        return { waitsForAnother: true };
      }
      moveEffect(tx, effect, {
        to: "queued",
        reason: said("let it go out"),
        nextAttempt: 0,
        releasedBy: review.id,
      });
      await auditEffect(tx, effect, {
        verb: "action.released",
        summary: `Let go out: ${effect.summary}`,
        ...entry,
      });
      wakeDrain(tx);
      break;
    case RETRY.id:
      expect(effect, effect.state !== "held" && mayMove(effect.state, "queued"));
      moveEffect(tx, effect, {
        to: "queued",
        reason: said("had it tried again"),
        nextAttempt: 0,
        failureClass: null,
      });
      await auditEffect(tx, effect, {
        verb: "action.queued",
        summary: `Try again: ${effect.summary}`,
        ...entry,
      });
      wakeDrain(tx);
      break;
    case ARRIVED.id:
      expect(effect, mayMove(effect.state, "confirmed"));
      moveEffect(tx, effect, {
        to: "confirmed",
        reason: said("says that it arrived"),
        evidence: { saidBy: by.name },
      });
      await auditEffect(tx, effect, {
        verb: "action.confirmed",
        summary: `Counted as done: ${effect.summary}`,
        ...entry,
      });
      break;
    case REFUSE.id:
    case GIVE_UP.id:
      expect(effect, mayMove(effect.state, "failed"));
      moveEffect(tx, effect, {
        to: "failed",
        reason: said(review.answer === REFUSE.id ? "refused it" : "gave up on it"),
      });
      await auditEffect(tx, effect, {
        verb: "action.dropped",
        summary: `Not done: ${effect.summary}`,
        ...entry,
      });
      break;
    default:
      throw new LookAgain("That answer is not offered for this action any more. Look at it again.");
  }
  await clearDegraded(tx, effect);
  return { waitsForAnother: false };
}

/** The run first, then its action, as the gateway itself does. @throws LookElsewhere */
export async function lockWithRun(tx: Tx, effectId: string): Promise<EffectRow> {
  const seen = await readEffect(tx, effectId);
  if (seen?.runId) await lockRun(tx, seen.runId);
  const effect = seen && (await lockEffect(tx, effectId));
  if (!effect) throw new LookElsewhere("This action is not there.");
  return effect;
}

function expect(effect: EffectRow, asExpected: boolean): void {
  if (!asExpected)
    throw new LookAgain(`This action has moved on meanwhile: it is ${effect.state}. Look at it again.`);
}

async function rationaleOf(tx: Tx, reviewId: string): Promise<string> {
  const [review] = await tx.query<{ rationale: string }>("SELECT rationale FROM review WHERE id = $1::uuid", [
    reviewId,
  ]);
  return review?.rationale ?? "";
}
