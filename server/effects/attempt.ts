import { inOrganizationFast } from "@/server/db/in-organization";
import { carryOut } from "./carry-out";
import { type Claim, claimEffect } from "./claim";
import { Outrun } from "./move-effect";
import { settle } from "./settle";

/**
 * One attempt at an action: take it up, do it outside any transaction, write down how it went. Does nothing
 * when it is not due or somebody else has it.
 * @param options.inline by the call that wrote it down: it need not wait for its time, and wakes nobody
 */
export async function attemptEffect(
  organizationId: string,
  effectId: string,
  options: { inline: boolean } = { inline: false },
): Promise<void> {
  const claim = await inOrganizationFast(organizationId, (tx) => claimEffect(tx, effectId, options.inline));
  if (claim) await finish(claim, options.inline);
}

async function finish(claim: Claim, silent: boolean): Promise<void> {
  const outcome = await carryOut(claim);
  try {
    await inOrganizationFast(claim.effect.organizationId, (tx) => settle(tx, claim, outcome, silent));
  } catch (error) {
    // The lease ran out and another worker looks it up: what it finds counts.
    if (!(error instanceof Outrun)) throw error;
  }
}
