import type { Tx } from "@/server/db/tx";
import { compareDecimals } from "@/workflow/expressions/convert";
import { currentCap, lockCaps } from "./money-caps";

/** `evidence` is what the reviewer is shown: the amount and the rule it was judged by. */
export type Verdict =
  | { passes: true }
  | { passes: false; why: string; evidence: { label: string; value: string }[] };

/**
 * Whether an action may move this much without a person. Call it in the transaction that writes the intent.
 * No amount, no currency or no rule for the currency: it may not.
 */
export async function judgeMoney(
  tx: Tx,
  money: { amount: string; currency: string } | null,
): Promise<Verdict> {
  if (!money) {
    return { passes: false, why: "It moves money, and how much is not known.", evidence: [] };
  }
  await lockCaps(tx, "judge");
  const { amount, currency } = money;
  const evidence = [{ label: "Amount", value: `${amount} ${currency}` }];
  const cap = await currentCap(tx, currency);
  if (!cap) {
    return {
      passes: false,
      why: `No cap is set for ${currency}, so a person decides on every amount.`,
      evidence,
    };
  }
  const comparison = compareDecimals(amount, cap.capPerAction);
  if (comparison !== undefined && comparison <= 0) return { passes: true };
  return {
    passes: false,
    why: `${amount} ${currency} is above the cap of ${cap.capPerAction} ${currency} per action.`,
    evidence: [
      ...evidence,
      { label: "Cap per action", value: `${cap.capPerAction} ${currency} (version ${cap.version})` },
    ],
  };
}
