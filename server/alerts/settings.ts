import { randomBytes } from "node:crypto";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import { storeSecret } from "@/server/connections/stored-secret";
import type { Tx } from "@/server/db/tx";
import { LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { tell } from "./incident";

/** Where alerts go, and from when on something is an incident. */
export type AlertSettings = {
  emails: string[];
  mailConnectionId: string | null;
  webhookUrl: string | null;
  /** The webhook's address is inside our own network, and meant to be. */
  webhookInside: boolean;
  queueMinutes: number;
  stuckCount: number;
};

const NONE: AlertSettings = {
  emails: [],
  mailConnectionId: null,
  webhookUrl: null,
  webhookInside: false,
  queueMinutes: 30,
  stuckCount: 10,
};

export async function readAlertSettings(tx: Tx): Promise<AlertSettings> {
  const [settings] = await tx.query<AlertSettings>(
    `SELECT emails, mail_connection_id AS "mailConnectionId", webhook_url AS "webhookUrl",
       webhook_inside AS "webhookInside", queue_minutes AS "queueMinutes", stuck_count AS "stuckCount" FROM alert_settings`,
  );
  return settings ?? NONE;
}

/**
 * Another host gets a secret of its own, which is told this once.
 * @returns the webhook's new secret; null where it keeps the one it has
 * @throws MendInput · LookElsewhere when the connection is none that sends email
 */
export async function saveAlertSettings(
  tx: Tx,
  next: AlertSettings,
  by: Viewer,
): Promise<{ secret: string | null }> {
  await checkMail(tx, next);
  const before = await readAlertSettings(tx);
  const hostOf = ({ webhookUrl }: AlertSettings) => webhookUrl && new URL(webhookUrl).host;
  const host = hostOf(next);
  const secret = host && host !== hostOf(before) ? `whsec_${randomBytes(32).toString("base64")}` : null;
  const owner = { organizationId: tx.organizationId, id: "alert-webhook" };
  await tx.query(
    `INSERT INTO alert_settings (organization_id, emails, mail_connection_id, webhook_url, webhook_inside, queue_minutes,
       stuck_count, webhook_secret)
     VALUES ($1::uuid, $2::text[], $3::uuid, $4, $5::boolean, $6::int, $7::int, $8)
     ON CONFLICT (organization_id) DO UPDATE SET emails = excluded.emails, mail_connection_id = excluded.mail_connection_id,
       webhook_url = excluded.webhook_url, webhook_inside = excluded.webhook_inside, queue_minutes = excluded.queue_minutes,
       stuck_count = excluded.stuck_count,
       webhook_secret = CASE WHEN excluded.webhook_url IS NULL THEN NULL
         ELSE coalesce(excluded.webhook_secret, alert_settings.webhook_secret) END`,
    [
      tx.organizationId,
      next.emails,
      next.mailConnectionId,
      next.webhookUrl,
      next.webhookInside,
      next.queueMinutes,
      next.stuckCount,
      secret && host ? storeSecret(owner, host, { key: secret }) : null,
    ],
  );
  appendAudit(tx, {
    actor: personActor(by),
    verb: "settings.changed",
    object: { kind: "organization", id: tx.organizationId, name: "Alerts" },
    summary: "Changed where alerts go",
    before,
    after: next,
  });
  tx.announce("settings");
  return { secret };
}

async function checkMail(tx: Tx, { emails, mailConnectionId }: AlertSettings): Promise<void> {
  if (emails.length > 0 && mailConnectionId === null) {
    throw new MendInput("Choose the connection that sends the emails.", "mailConnectionId");
  }
  if (mailConnectionId === null) return;
  const [found] = await tx.query("SELECT 1 FROM connection WHERE id = $1::uuid AND connector = 'smtp'", [
    mailConnectionId,
  ]);
  if (!found) throw new LookElsewhere("The chosen connection cannot send email. Choose another.");
}

/** Sends a test alert to every address that is saved. @throws LookAgain when there is none */
export async function sendTestAlert(tx: Tx, by: Viewer): Promise<void> {
  const { emails, webhookUrl } = await readAlertSettings(tx);
  if (emails.length === 0 && webhookUrl === null) {
    throw new LookAgain("Alerts go nowhere yet. Save an email address or a webhook first.");
  }
  tell(tx, {
    incidentId: null,
    phase: "test",
    subject: "Test alert",
    text: `${by.name} tried whether alerts arrive. This one did; nothing is wrong.`,
  });
}
