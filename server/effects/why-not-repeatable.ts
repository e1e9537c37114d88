import { actionOf } from "@/server/connectors/registry";
import type { EffectRow } from "./effect-row";
import { isSettled } from "./states";
import { ANSWER_LOST } from "./why-not-editable";

type Asked = Pick<
  EffectRow,
  "action" | "state" | "failureClass" | "reversalOf" | "runId" | "nodeId" | "evidence"
>;

/**
 * Why an action may not be done again, as far as its row says it; null when it may. Done again it goes out under
 * another key, which its system cannot tell from another action: so only what certainly was not done, or is looked at
 * before (see `wasAnswered`).
 */
export function whyNotRepeatable(effect: Asked): string | null {
  const { state, reversalOf, runId, nodeId } = effect;
  if (reversalOf !== null) {
    return "This takes another action back. Ask for that again from the audit log, at the action itself.";
  }
  if (runId === null || nodeId === null) return "No workflow wanted this. Do it again where it was done.";
  if (!isSettled(state)) {
    return "This has not ended yet. Try it now, change it or drop it; only what has ended can be done again.";
  }
  if (state !== "failed") return "This was done. To have the same once more, send another event.";
  if (!actionOf(effect.action)) return "This action is not known here any more.";
  if (effect.failureClass === "unknown" || effect.evidence?.[ANSWER_LOST] === true) {
    return "Nobody knows whether this arrived before it was given up. Sent again it could be done twice, so it is not. Look in its system; if it is not there, send its event anew.";
  }
  return null;
}

/** SQL: of a row of `effect`, joined with its `repeat`: whether it is offered to be done again. */
export const REPEATABLE = `(effect.state = 'failed' AND effect.reversal_of IS NULL AND effect.run_id IS NOT NULL
  AND effect.node_id IS NOT NULL AND repeat.id IS NULL)`;

/** Its system answered that it was done, so what became of it has to be looked at before it is done again. */
export function wasAnswered({ evidence }: Pick<EffectRow, "evidence">): boolean {
  return typeof evidence?.verification === "string";
}
