import type { Verb } from "@/server/audit/verbs";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { type EffectRow, readEffect } from "./effect-row";
import { moveEffect } from "./move-effect";

/** What an action takes back, if it takes something back. */
export async function readOriginal(tx: Tx, { reversalOf }: EffectRow): Promise<EffectRow | null> {
  return reversalOf === null ? null : readEffect(tx, reversalOf);
}

/** What it is called that an action is confirmed. */
export function verbOfConfirmation(original: EffectRow | null): Verb {
  if (original === null) return "action.confirmed";
  return isTakenBack(original) ? "action.reversed" : "action.compensated";
}

/** The action that was taken back says so only now that taking it back is confirmed. */
export function markReversed(tx: Tx, effect: EffectRow, original: EffectRow | null): void {
  if (original === null || !isTakenBack(original) || original.state === "reversed") return;
  moveEffect(tx, original, { to: "reversed", reason: effect.summary, silent: true });
}

function isTakenBack(original: EffectRow): boolean {
  return actionOf(original.action)?.reversal.kind !== "compensate";
}
