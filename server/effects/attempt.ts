import { awaitSlot } from "@/server/connections/pace";
import { countFirstAttempt } from "@/server/connections/retry-budget";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import { carryOut } from "./carry-out";
import { type Claim, claimEffect } from "./claim";
import { Outrun } from "./move-effect";
import { type EffectProgress, progressOf, readEffectProgress } from "./progress";
import { settle } from "./settle";

/** Within this time the step that began an action still holds its run (an engine's lease is longer). */
const WAITS_SURELY_MS = 4_000;

/**
 * One attempt at an action: take it up, do it outside any transaction, write down how it went. Does nothing
 * when it is not due or somebody else has it.
 * @param options.inline somebody waits for it: it need not wait for its time
 */
export async function attemptEffect(
  organizationId: string,
  effectId: string,
  { inline }: { inline: boolean } = { inline: false },
): Promise<void> {
  const claim = await takeUp(organizationId, effectId, inline);
  if (claim) await finishAttempt(claim, inline);
}

/** The first half of an attempt. @returns null when it is not due or somebody else has it */
export function takeUp(organizationId: string, effectId: string, inline = false): Promise<Claim | null> {
  return inOrganizationFast(organizationId, (tx) => claimEffect(tx, effectId, inline));
}

/**
 * Does what was taken up, and writes down how it went.
 * @param silent whoever waits for it is the caller: nobody is woken
 * @param also writes in the same transaction
 * @returns how the action stands then
 */
export async function finishAttempt(
  claim: Claim,
  silent: boolean,
  also?: (tx: Tx, progress: EffectProgress) => void,
): Promise<EffectProgress> {
  const { organizationId, id, connectionId, attempts } = claim.effect;
  await failpoint("gateway.after-claim");
  if (connectionId !== null) {
    if (claim.slot !== null) await awaitSlot(connectionId, claim.slot);
    if (attempts === 1 && claim.mode === "send") countFirstAttempt(connectionId);
  }
  const begun = performance.now();
  const outcome = await carryOut(claim);
  // Whoever waited so long may have been given up, and somebody else waits to be woken.
  const toldAnyway = performance.now() - begun > WAITS_SURELY_MS;
  await failpoint("gateway.after-verify");
  const write = async (tx: Tx) => {
    const progress = progressOf(await settle(tx, claim, outcome, silent && !toldAnyway));
    also?.(tx, progress);
    await failpoint("gateway.before-settle-commit");
    return progress;
  };
  try {
    // What was written with its intent stands on disk with it: that it was confirmed is found again.
    const durable = claim.written === undefined;
    const settled = await inOrganizationFast(organizationId, write, { durable });
    await failpoint("gateway.after-settle");
    return settled;
  } catch (error) {
    // The lease ran out and another worker looks it up: what it finds counts, and it wakes whoever waits.
    if (!(error instanceof Outrun)) throw error;
    return readEffectProgress(organizationId, id);
  }
}
