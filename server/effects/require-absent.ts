import { LookAgain, TryLater } from "@/server/errors";
import { carryOut } from "./carry-out";
import type { EffectRow } from "./effect-row";
import { wasAnswered } from "./why-not-repeatable";

/**
 * Looks how an action stands at its system that was given up after that had answered to it. Changes nothing, and needs
 * no lease: an action that has ended is nobody's.
 * @throws LookAgain when it is there, or may come yet · TryLater when that cannot be seen now
 */
export async function requireAbsent(effect: EffectRow): Promise<void> {
  if (!wasAnswered(effect)) return;
  const outcome = await carryOut({ effect, token: "", mode: "verify", slot: null });
  if (outcome.kind !== "done") {
    throw new TryLater(
      `Before this is done again, it is looked for, and that was not possible: ${outcome.why}`,
    );
  }
  const { state, reason } = outcome.verification;
  if (state === "missing" || state === "failed") return;
  throw new LookAgain(`${reason} ${WORDS[state]}`);
}

const WORDS = {
  confirmed: "It has arrived by now, so it is not done again.",
  pending: "It may still arrive: done again, it could be there twice.",
  mismatch: "It is there, only not as it was meant: done again, it would be there twice.",
  unverifiable: "Nobody can tell whether it is there, so it is not done again.",
};
