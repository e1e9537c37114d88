import type { Verb } from "@/server/audit/verbs";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { auditEffect } from "./audit-effect";
import { type EffectRow, lockEffect } from "./effect-row";
import { moveEffect } from "./move-effect";
import { lockReversalsOf } from "./reversal-of-run";
import { mayMove } from "./states";

/** What an action takes back, if it takes something back, kept from changing. Reversals of runs go first, as everywhere. */
export async function lockOriginal(tx: Tx, { reversalOf }: EffectRow): Promise<EffectRow | null> {
  if (reversalOf === null) return null;
  await lockReversalsOf(tx, reversalOf);
  return lockEffect(tx, reversalOf);
}

/** What the log says of an action that is confirmed. Only what was done can be made good for. */
export function verbOfConfirmation(original: EffectRow | null): Verb {
  if (original === null) return "action.confirmed";
  const compensates = actionOf(original.action)?.reversal.kind === "compensate";
  return compensates && mayMove(original.state, "reversed") ? "action.compensated" : "action.reversed";
}

/**
 * The action that was taken back says so only now that taking it back is confirmed. What had not ended was called off
 * instead: it was never done, and whoever waits for it goes on without it. While somebody looks at it, what they find
 * says so.
 */
export async function concludeOriginal(tx: Tx, original: EffectRow, reversal: EffectRow): Promise<void> {
  if (original.state === "pending") {
    const reason = `It was called off: ${reversal.summary}`;
    moveEffect(tx, original, { to: "failed", reason, failureClass: null });
    await auditEffect(tx, original, {
      verb: "action.dropped",
      summary: `Called off: ${original.summary}`,
      why: reason,
    });
  } else if (mayMove(original.state, "reversed")) {
    moveEffect(tx, original, { to: "reversed", reason: reversal.summary, silent: true });
  }
}
