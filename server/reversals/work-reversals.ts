import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { attemptEffect, finishAttempt } from "@/server/effects/attempt";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import { takeStep } from "./take-step";

const AT_ONCE = 8;
/** One reversal of many actions does not keep the others waiting for longer. */
const STEPS_AT_ONCE = 20;
const FAULT_SECONDS = 30;

// Ids and times are all the engine's role may see; everything else happens within the organization.
const DUE = `
  SELECT id, organization_id AS "organizationId" FROM reversal
  WHERE status = 'going' AND due_at <= clock_timestamp() ORDER BY due_at LIMIT ${AT_ONCE}`;

/** Goes on with the reversals of runs that are due, of all organizations. @returns whether there is more to do at once */
export async function workReversals(): Promise<boolean> {
  const { rows } = await pool("engine").query<{ id: string; organizationId: string }>(DUE);
  const more = await Promise.all(
    rows.map(({ id, organizationId }) =>
      goOn(organizationId, id).catch(async (error: unknown) => {
        reportError(error);
        await postpone(organizationId, id).catch(reportError);
        return false;
      }),
    ),
  );
  return more.includes(true) || rows.length === AT_ONCE;
}

/** A fault of our own: the others do not wait for it, and it is not tried without a pause. */
async function postpone(organizationId: string, reversalId: string): Promise<void> {
  await inOrganizationFast(organizationId, async (tx) => {
    await tx.query(
      `UPDATE reversal SET due_at = clock_timestamp() + interval '${FAULT_SECONDS} seconds',
         reason = 'Something failed on our side. It is tried again by itself.'
       WHERE id = $1::uuid AND status = 'going' RETURNING id`,
      [reversalId],
    );
  });
}

async function goOn(organizationId: string, reversalId: string): Promise<boolean> {
  for (let count = 0; count < STEPS_AT_ONCE; count++) {
    const { intended, more } = await inOrganizationFast(organizationId, async (tx) => {
      const step = await takeStep(tx, reversalId);
      await failpoint("reversal.before-step-commit");
      return step;
    });
    if (!more) return false;
    await failpoint("reversal.after-step");
    if (intended?.claim) await finishAttempt(intended.claim, false);
    else if (intended) await attemptEffect(organizationId, intended.effect.id, { inline: true });
  }
  return true;
}
