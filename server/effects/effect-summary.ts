import { actionOf } from "@/server/connectors/registry";
import type { EffectState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { findRepeat, findReversal, readEffect } from "./effect-row";

/** An action as its audit entries show it. Amounts are exact decimal strings. */
export type EffectSummary = {
  id: string;
  action: string;
  /** What the action is called. */
  label: string;
  summary: string;
  state: EffectState;
  reason: string;
  input: JsonObject;
  evidence: JsonObject | null;
  amount: string | null;
  currency: string | null;
  /** The action this one takes back, and the one that took this one back. */
  reversalOf: string | null;
  reversedBy: string | null;
  /** The failed action that was done again as this one, and the one that was done in place of this one. */
  repeatOf: string | null;
  repeatedBy: string | null;
  createdAt: Date;
  settledAt: Date | null;
};

export async function readEffectSummary(tx: Tx, effectId: string): Promise<EffectSummary | null> {
  const effect = await readEffect(tx, effectId);
  if (!effect) return null;
  const reversal = await findReversal(tx, effectId);
  const repeat = await findRepeat(tx, effectId);
  const {
    id,
    action,
    summary,
    state,
    reason,
    input,
    evidence,
    amount,
    currency,
    reversalOf,
    repeatOf,
    createdAt,
    settledAt,
  } = effect;
  return {
    id,
    action,
    label: actionOf(action)?.label ?? action,
    summary,
    state,
    reason,
    input,
    evidence,
    amount,
    currency,
    reversalOf,
    reversedBy: reversal?.id ?? null,
    repeatOf,
    repeatedBy: repeat?.id ?? null,
    createdAt,
    settledAt,
  };
}
