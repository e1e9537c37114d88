import type { EffectRow } from "./effect-row";
import { isSettled } from "./states";

/** In the evidence of an action of which an attempt's answer was lost, from when that is looked up. */
export const ANSWER_LOST = "answerLost";

/**
 * Why what an action would do may not be changed; null when it may. Changed it goes out under another key, so nothing
 * may be changed that may have arrived as it was: of some systems a search that finds nothing only says that the same
 * key may be sent again.
 */
export function whyNotEditable(effect: Pick<EffectRow, "state" | "reversalOf" | "evidence">): string | null {
  const { state } = effect;
  if (state === "unknown" || state === "sending" || state === "pending") {
    return "Nobody knows yet whether this arrived. That is looked up first; until then it cannot be changed.";
  }
  if (state === "mismatch" || state === "missing") {
    return "This was sent already. Answer the question about it in the inbox.";
  }
  if (state === "failed") return "This has ended, and its run went on without it. Choose “Do it again”.";
  if (isSettled(state)) return `This action has ended: it is ${state}.`;
  if (state !== "blocked") return "Only an action that is blocked can be changed and tried again.";
  if (effect.reversalOf !== null)
    return "What takes an action back follows from that action and cannot be changed.";
  if (effect.evidence?.[ANSWER_LOST] === true) {
    return "An earlier attempt may have arrived. Try it again as it is, or drop it.";
  }
  return null;
}
