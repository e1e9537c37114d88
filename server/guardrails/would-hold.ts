import type { Tx } from "@/server/db/tx";
import { judgeMoney } from "./judge-money";

/**
 * What a guardrail would do with an action, for previews: null when it would go out at once. Only the
 * gateway's own judgement counts.
 */
export async function wouldHold(
  tx: Tx,
  action: { effect: string; amount?: string; currency?: string; reverses?: boolean },
): Promise<{ reason: string } | null> {
  if (action.effect !== "money") return null;
  const { amount, currency, reverses = false } = action;
  const money = amount && currency ? { amount, currency } : null;
  const verdict = await judgeMoney(tx, money, { id: null, reverses });
  return verdict.passes ? null : { reason: verdict.why };
}
