import { randomUUID } from "node:crypto";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { MendInput, TryLater } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import type { EffectRequest } from "@/workflow/ports";
import { finishAttempt } from "./attempt";
import { intend } from "./intend";
import { type EffectProgress, progressOf } from "./progress";

/**
 * What a person does directly, through the same door as what a workflow does: guarded, verified, audited.
 * @throws MendInput when it was refused, also because it changed since · TryLater when it did not end yet
 */
export async function performForPerson(
  by: Viewer,
  request: EffectRequest,
  why: string,
): Promise<EffectProgress> {
  const { organizationId } = by;
  const { effect, claim } = await inOrganizationFast(organizationId, (tx) =>
    intend(tx, {
      key: `person/${randomUUID()}`,
      request,
      node: null,
      origin: null,
      person: { by: personActor(by), why, email: by.email },
    }),
  );
  const progress = claim ? await finishAttempt(claim, true) : progressOf(effect);
  if (progress.confirmed) return progress;
  if (progress.settled) throw new MendInput(progress.reason);
  throw new TryLater(`This has not ended yet: ${progress.reason}`);
}
