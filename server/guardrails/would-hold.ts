import type { Tx } from "@/server/db/tx";
import { judgeMoney } from "./judge-money";

/**
 * What a guardrail would do with an action, for previews: null when it would go out at once. Only the
 * gateway's own judgement counts.
 */
export async function wouldHold(
  tx: Tx,
  action: { effect: string; amount?: string; currency?: string },
): Promise<{ reason: string } | null> {
  if (action.effect !== "money") return null;
  const { amount, currency } = action;
  const verdict = await judgeMoney(tx, amount && currency ? { amount, currency } : null);
  return verdict.passes ? null : { reason: verdict.why };
}
