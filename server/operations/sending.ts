import { noteOver, openIncident, SENDING_CAUSE } from "@/server/alerts/incident";
import { asSentence } from "@/server/as-sentence";
import { type Actor, appendAudit } from "@/server/audit/append";
import { startSlowly } from "@/server/connections/pace";
import type { Tx } from "@/server/db/tx";
import { wakeDrain } from "@/server/effects/drain-channel";
import { LookAgain } from "@/server/errors";

/** Since when nothing is sent to any system, who stopped it and why. */
export type Stopped = { at: Date; by: string; why: string };

/** @returns null while things are sent */
export async function readStopped(tx: Tx): Promise<Stopped | null> {
  const [stopped] = await tx.query<Stopped>(
    `SELECT sending_stopped_at AS at, sending_stopped_by AS by, sending_stopped_why AS why
     FROM organization_settings WHERE sending_stopped_at IS NOT NULL`,
  );
  return stopped ?? null;
}

/**
 * From now on nothing is sent to any system: what is being sent ends, what follows queues. Records, reviews and
 * everything else in Handoff itself go on.
 * @throws LookAgain when it was stopped already
 */
export async function stopSending(tx: Tx, by: Actor, why: string): Promise<void> {
  const [settings] = await tx.query<{ name: string }>(
    `UPDATE organization_settings SET sending_stopped_at = clock_timestamp(), sending_stopped_by = $1, sending_stopped_why = $2
     WHERE sending_stopped_at IS NULL RETURNING name`,
    [by.name, why],
  );
  if (!settings) throw new LookAgain("All sending is stopped already.");
  appendAudit(tx, {
    actor: by,
    verb: "sending.stopped",
    ...about(tx, settings.name),
    summary: "All sending stopped",
    why,
  });
  await openIncident(tx, {
    cause: SENDING_CAUSE,
    title: "All sending is stopped",
    detail: `${by.name} stopped it: ${asSentence(why)} Actions queue until somebody lets them out in Operations.`,
  });
}

/** What queued goes out by itself, slowly at first, as after an outage. @throws LookAgain when things are sent already */
export async function resumeSending(tx: Tx, by: Actor): Promise<void> {
  const [settings] = await tx.query<{ name: string }>(
    `UPDATE organization_settings SET sending_stopped_at = NULL, sending_stopped_by = '', sending_stopped_why = ''
     WHERE sending_stopped_at IS NOT NULL RETURNING name`,
  );
  if (!settings) throw new LookAgain("Nothing is stopped: everything is being sent.");
  const waiting = await tx.query<{ id: string }>(
    `SELECT id FROM connection WHERE circuit = 'closed'
       AND EXISTS (SELECT 1 FROM effect WHERE open AND connection_id = connection.id AND state = 'queued')`,
  );
  appendAudit(tx, {
    actor: by,
    verb: "sending.resumed",
    ...about(tx, settings.name),
    summary: "All sending resumed",
    why: "",
  });
  tx.announce("operations");
  await startSlowly(
    tx,
    waiting.map(({ id }) => id),
  );
  wakeDrain(tx);
  noteOver(tx, SENDING_CAUSE);
}

function about(tx: Tx, name: string) {
  return { object: { kind: "organization", id: tx.organizationId, name } };
}
