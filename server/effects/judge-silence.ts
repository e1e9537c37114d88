import { SYSTEM } from "@/server/audit/append";
import { actionOf } from "@/server/connectors/registry";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { reportError } from "@/server/report-error";
import { lockWithRun } from "./decide-held";
import { settleByReport } from "./settle-by-report";

/** Of one round. */
const MOST = 100;

const DUE = `
  SELECT id, organization_id AS "organizationId" FROM effect
  WHERE report_due_at IS NOT NULL AND report_due_at <= clock_timestamp() ORDER BY report_due_at LIMIT ${MOST}`;

/**
 * Judges what no report has come on in its time. Needs nothing of the system that should have sent one, so it does not
 * wait in its queue. @returns whether there may be more
 */
export async function judgeSilence(): Promise<boolean> {
  const { rows } = await pool("engine").query<{ id: string; organizationId: string }>(DUE);
  let judged = 0;
  for (const { id, organizationId } of rows) {
    // What goes wrong with one keeps nobody else waiting.
    const done = await inOrganizationFast(organizationId, (tx) => judge(tx, id)).catch(reportError);
    if (done) judged += 1;
  }
  return judged === MOST;
}

/** @returns whether it was still to be judged */
async function judge(tx: Tx, effectId: string): Promise<boolean> {
  const effect = await lockWithRun(tx, effectId);
  const [due] = await tx.query(
    "SELECT 1 FROM effect WHERE id = $1::uuid AND report_due_at <= clock_timestamp()",
    [effectId],
  );
  const reports = actionOf(effect.action)?.reports;
  // A report came in between.
  if (!due || effect.state !== "pending" || !reports) return false;
  const evidence = effect.evidence ?? {};
  await settleByReport(tx, effect, { verdict: reports.silence(evidence), evidence, by: SYSTEM });
  return true;
}
