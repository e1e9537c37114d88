import { sentBy } from "@/server/connectors/smtp/report/delivery-report";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { hearReport } from "@/server/effects/hear-report";
import type { JsonObject } from "@/workflow/json";

/** How soon a report is heard that came while its email was still being sent, in seconds. */
const LATER_SECONDS = 1;

type ReportRow = { body: JsonObject; at: Date; connectionId: string };

const CLAIM = `
  SELECT event.body, event.received_at AS at, endpoint.connection_id AS "connectionId"
  FROM event JOIN endpoint ON endpoint.id = event.endpoint_id
  WHERE event.id = $1::uuid AND event.routed_at IS NULL FOR UPDATE OF event SKIP LOCKED`;

/** Takes one report on an email to the action that sent it. It starts no run. */
export function routeReport(organizationId: string, eventId: string): Promise<void> {
  return inOrganizationFast(organizationId, (tx) => route(tx, eventId));
}

async function route(tx: Tx, eventId: string): Promise<void> {
  const [report] = await tx.query<ReportRow>(CLAIM, [eventId]);
  if (!report) return;
  const effectId = sentBy(report.body);
  const heard = effectId
    ? await hearReport(tx, { ...report, effectId })
    : { note: "It names no email of ours." };
  if (heard === "later") {
    tx.send(
      `UPDATE event SET retry_at = clock_timestamp() + interval '${LATER_SECONDS} second' WHERE id = $1::uuid`,
      [eventId],
    );
    return;
  }
  tx.send("UPDATE event SET routed_at = clock_timestamp(), note = $2 WHERE id = $1::uuid", [
    eventId,
    heard.note,
  ]);
}
