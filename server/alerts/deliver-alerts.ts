import { randomInt } from "node:crypto";
import { readStoredSecret } from "@/server/connections/stored-secret";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { type AlertMessage, sendAlert, type Target } from "./send-alert";

const BATCH = 10;
/** Longer than sending one may take: whoever took it and died has it taken again after that. */
const LEASE = "interval '2 minutes'";
const MOST_ATTEMPTS = 10;
const SHORTEST_SECONDS = 15;
const LONGEST_SECONDS = 3_600;

/** What says that it is over does not overtake what says that it began. */
const CLAIM = `
  UPDATE alert SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + ${LEASE}
  WHERE id = $1::uuid AND next_attempt_at <= clock_timestamp() AND NOT EXISTS (
    SELECT 1 FROM alert earlier WHERE earlier.incident_id = alert.incident_id AND earlier.channel = alert.channel
      AND earlier.recipient = alert.recipient AND alert.phase = 'closed' AND earlier.phase = 'opened'
      AND earlier.next_attempt_at IS NOT NULL)
  RETURNING id, phase, incident_id AS "incidentId", channel, recipient, subject, text, attempts, created_at AS "createdAt"`;

type Claimed = AlertMessage & { attempts: number };

/**
 * Delivers what is due. Alerts do not go through the gateway: an alert that all sending is stopped must go out, and one
 * that cannot be delivered must not raise another. Any number of workers may do so at once; one that dies in between has
 * its alert sent again, under the same id.
 * @returns whether there may be more at once
 */
export async function deliverAlerts(): Promise<boolean> {
  const { rows } = await pool("engine").query<{ id: string; organizationId: string }>(
    `SELECT id, organization_id AS "organizationId" FROM alert WHERE next_attempt_at <= clock_timestamp()
     ORDER BY next_attempt_at LIMIT ${BATCH}`,
  );
  const taken = await Promise.all(rows.map(({ id, organizationId }) => deliverOne(organizationId, id)));
  return rows.length === BATCH && taken.some(Boolean);
}

async function deliverOne(organizationId: string, alertId: string): Promise<boolean> {
  const found = await inOrganizationFast(organizationId, async (tx) => {
    const [alert] = await tx.query<Claimed>(CLAIM, [alertId]);
    return alert && { alert, target: await readTarget(tx) };
  });
  if (!found) return false;
  const { alert, target } = found;
  const problem = await sendAlert(alert, target).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : "It could not be sent."),
  );
  await inOrganizationFast(organizationId, (tx) => note(tx, alert, problem));
  return true;
}

function note(tx: Tx, { id, attempts }: Claimed, problem: string | null): void {
  const wait = Math.min(SHORTEST_SECONDS * 2 ** (attempts - 1), LONGEST_SECONDS) + randomInt(5);
  const again = problem !== null && attempts < MOST_ATTEMPTS ? wait : null;
  // The lease may have run out meanwhile and another have taken it: what was delivered is delivered all the same.
  tx.send(
    `UPDATE alert SET delivered_at = CASE WHEN $2::text IS NULL THEN clock_timestamp() END, problem = coalesce($2, ''),
       next_attempt_at = clock_timestamp() + $3::float8 * interval '1 second'
     WHERE id = $1::uuid AND delivered_at IS NULL`,
    [id, problem, again],
  );
  tx.announce("operations");
  tx.announce("settings");
}

async function readTarget(tx: Tx): Promise<Target> {
  const [row] = await tx.query<{
    mailConnectionId: string | null;
    url: string | null;
    secret: string | null;
    inside: boolean;
  }>(
    `SELECT mail_connection_id AS "mailConnectionId", webhook_url AS url, webhook_secret AS secret,
       webhook_inside AS inside FROM alert_settings`,
  );
  const { organizationId } = tx;
  const host = row?.url ? new URL(row.url).host : "";
  const secret =
    row?.secret && readStoredSecret({ organizationId, id: "alert-webhook" }, host, row.secret)?.key;
  return {
    organizationId,
    mailConnectionId: row?.mailConnectionId ?? null,
    webhook:
      row?.url && typeof secret === "string" ? { url: row.url, key: secret, inside: row.inside } : null,
  };
}
