import type { EffectState } from "@/server/db/generated/enums";
import { inOrganizationFast } from "@/server/db/in-organization";
import { LookElsewhere } from "@/server/errors";
import type { JsonObject } from "@/workflow/json";
import { type EffectRow, readEffect } from "./effect-row";
import { followEffect } from "./follow-effect";
import { isConfirmed, isSettled } from "./states";

/** How far an action has come, for whoever waits for it. */
export type EffectProgress = {
  effectId: string;
  state: EffectState;
  /** The guardrails have passed. */
  accepted: boolean;
  /** Nothing more happens to it by itself. */
  settled: boolean;
  confirmed: boolean;
  /** What it answered, e.g. the created record. */
  result: JsonObject;
  /** Why it stands where it stands, in words. */
  reason: string;
};

export function progressOf(effect: EffectRow): EffectProgress {
  const { id, state, result, reason } = effect;
  return {
    effectId: id,
    state,
    // Blocked before it was ever tried: nobody knows yet whether it may go out.
    accepted: state !== "held" && !(state === "blocked" && effect.attempts === 0),
    settled: isSettled(state),
    confirmed: isConfirmed(state),
    result: isConfirmed(state) ? (result ?? {}) : {},
    reason,
  };
}

/** Looks, for what is pending, whether it has ended meanwhile. @throws LookElsewhere */
export async function readEffectProgress(organizationId: string, effectId: string): Promise<EffectProgress> {
  const effect = await inOrganizationFast(organizationId, async (tx) => {
    const standing = await readEffect(tx, effectId);
    return standing?.state === "pending" ? followEffect(tx, standing) : standing;
  });
  if (!effect) throw new LookElsewhere("This action is not there.");
  return progressOf(effect);
}
