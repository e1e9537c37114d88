import type { Tx } from "@/server/db/tx";
import { compareDecimals } from "@/workflow/expressions/convert";
import { currentCap, lockCaps, type MoneyCap } from "./money-caps";
import { movedToday } from "./moved-today";

/** `evidence` is what the reviewer is shown: the amount and the rule it was judged by. */
export type Verdict =
  | { passes: true }
  | { passes: false; why: string; evidence: { label: string; value: string }[] };

/**
 * Whether an action may move this much without a person. Call it in the transaction that writes the intent.
 * No amount, no currency or no rule for the currency: it may not.
 * @param effect the action, where it is written down already; what takes another one back needs no budget
 */
export async function judgeMoney(
  tx: Tx,
  money: { amount: string; currency: string } | null,
  effect: { id: string | null; reverses: boolean } = { id: null, reverses: false },
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
  if (comparison !== undefined && comparison <= 0) {
    if (cap.budgetPerDay === null || effect.reverses) return { passes: true };
    return judgeBudget(tx, money, { ...cap, budgetPerDay: cap.budgetPerDay }, effect.id);
  }
  return {
    passes: false,
    why: `${amount} ${currency} is above the cap of ${cap.capPerAction} ${currency} per action.`,
    evidence: [
      ...evidence,
      { label: "Cap per action", value: `${cap.capPerAction} ${currency} (version ${cap.version})` },
    ],
  };
}

async function judgeBudget(
  tx: Tx,
  { amount, currency }: { amount: string; currency: string },
  { budgetPerDay, version }: MoneyCap & { budgetPerDay: string },
  effectId: string | null,
): Promise<Verdict> {
  const moved = await movedToday(tx, currency, effectId);
  const [left] = await tx.query<{ left: string; passes: boolean }>(
    `SELECT trim_scale(greatest($1::numeric - $2::numeric, 0))::text AS left, $2::numeric + $3::numeric <= $1::numeric AS passes`,
    [budgetPerDay, moved, amount],
  );
  if (left?.passes) return { passes: true };
  return {
    passes: false,
    why: `${amount} ${currency} is above what is left of today's budget: ${left?.left ?? "0"} of ${budgetPerDay} ${currency}.`,
    evidence: [
      { label: "Amount", value: `${amount} ${currency}` },
      { label: "Moved today", value: `${moved} ${currency}` },
      { label: "Budget per day", value: `${budgetPerDay} ${currency} (version ${version})` },
    ],
  };
}
