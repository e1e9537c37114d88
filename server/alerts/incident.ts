import type { Tx } from "@/server/db/tx";

/** What went wrong: `cause` is the same for everything that comes of it, so that it is told once. */
export type Trouble = {
  cause: string;
  connectionId?: string | null;
  /** One line, for the subject of an email. */
  title: string;
  /** More of it, and what to do, in sentences. */
  detail: string;
};

/** That a system cannot be reached. */
export const circuitCause = (connectionId: string) => `circuit:${connectionId}`;
/** That all sending is stopped. */
export const SENDING_CAUSE = "sending";

const OPEN = `
  INSERT INTO incident (organization_id, cause, connection_id, title, detail)
  VALUES ($1::uuid, $2, $3::uuid, $4, $5)
  ON CONFLICT (organization_id, cause) WHERE closed_at IS NULL DO UPDATE SET over_at = NULL
  RETURNING id, (xmax = 0) AS fresh`;

/** An alert to each address that wants one. An email about a mail server is not sent over that one. */
const TELL = `
  INSERT INTO alert (organization_id, incident_id, phase, channel, recipient, subject, text)
  SELECT settings.organization_id, $1::uuid, $2, told.channel, told.recipient, $3, $4
  FROM alert_settings settings CROSS JOIN LATERAL (
    SELECT 'email' AS channel, unnest(settings.emails) AS recipient
      WHERE settings.mail_connection_id IS NOT NULL
        AND settings.mail_connection_id IS DISTINCT FROM (SELECT connection_id FROM incident WHERE id = $1::uuid)
    UNION ALL SELECT 'webhook', '' WHERE settings.webhook_url IS NOT NULL) told`;

/**
 * Says that something went wrong, in the transaction that finds it. What is known already, or was over only a moment
 * ago, is the same incident still, and nobody is told again.
 */
export async function openIncident(tx: Tx, trouble: Trouble): Promise<void> {
  const { cause, connectionId, title, detail } = trouble;
  const [incident] = await tx.query<{ id: string; fresh: boolean }>(OPEN, [
    tx.organizationId,
    cause,
    connectionId ?? null,
    title,
    detail,
  ]);
  tx.announce("operations");
  if (incident?.fresh) tell(tx, { incidentId: incident.id, phase: "opened", subject: title, text: detail });
}

/** Says that the cause is gone. The incident ends a while later, unless it comes back (see end-incidents). */
export function noteOver(tx: Tx, cause: string): void {
  tx.send(
    "UPDATE incident SET over_at = clock_timestamp() WHERE cause = $1 AND closed_at IS NULL AND over_at IS NULL",
    [cause],
  );
  tx.announce("operations");
}

/** Writes the messages down; the worker delivers them once this transaction has committed. */
export function tell(
  tx: Tx,
  message: { incidentId: string | null; phase: "opened" | "closed" | "test"; subject: string; text: string },
): void {
  tx.send(TELL, [message.incidentId, message.phase, message.subject, message.text]);
}
