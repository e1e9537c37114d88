import type { Tx } from "@/server/db/tx";

export type IncidentItem = {
  id: string;
  title: string;
  detail: string;
  connectionId: string | null;
  openedAt: Date;
  /** Since when its cause is gone, though it is not closed yet. */
  overAt: Date | null;
  closedAt: Date | null;
  outcome: string;
  /** Addresses that were told of its beginning. */
  told: number;
  /** Why somebody could not be told, the last time; empty where nothing failed. */
  problem: string;
};

/** Incidents, open ones first, then the newest; at most 50. */
export async function listIncidents(tx: Tx): Promise<IncidentItem[]> {
  return tx.query<IncidentItem>(
    `SELECT incident.id, incident.title, incident.detail, incident.connection_id AS "connectionId",
       incident.opened_at AS "openedAt", incident.over_at AS "overAt", incident.closed_at AS "closedAt", incident.outcome,
       (SELECT count(*)::int FROM alert WHERE incident_id = incident.id AND phase = 'opened'
          AND delivered_at IS NOT NULL) AS told,
       coalesce((SELECT problem FROM alert WHERE incident_id = incident.id AND delivered_at IS NULL AND problem <> ''
          ORDER BY created_at DESC LIMIT 1), '') AS problem
     FROM incident ORDER BY (closed_at IS NULL) DESC, opened_at DESC LIMIT 50`,
  );
}

/** How the last test alerts went, the newest first: one to each address. */
export async function listTests(
  tx: Tx,
): Promise<{ id: string; to: string; createdAt: Date; deliveredAt: Date | null; problem: string }[]> {
  return tx.query(
    `SELECT id, CASE WHEN channel = 'webhook' THEN 'Webhook' ELSE recipient END AS "to", created_at AS "createdAt",
       delivered_at AS "deliveredAt", problem
     FROM alert WHERE phase = 'test' AND created_at > now() - interval '1 hour'
     ORDER BY created_at DESC LIMIT 11`,
  );
}
