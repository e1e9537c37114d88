import { randomUUID } from "node:crypto";
import { appendAudit } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import { inOrganizationFast } from "@/server/db/in-organization";
import { nudge } from "@/server/db/nudge";
import { rowId } from "@/server/db/row-id";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import type { JsonObject } from "@/workflow/json";
import { Batches } from "./batches";
import { EVENTS_CHANNEL } from "./events-channel";

/** How an event was taken. All three are acknowledged; only "new" starts a run. */
export type Acceptance = { eventId: string; outcome: "new" | "known" | "conflict" };

export type ArrivedEvent = {
  organizationId: string;
  endpointId: string;
  workflowName: string;
  /** The sender's id, at most 255 characters; without one each request counts as a new event. */
  externalId?: string;
  body: JsonObject;
};

/**
 * Commits an event before anybody acknowledges it. One id per endpoint is one event, for ever: the same
 * again changes nothing; the same id with another body is kept in the audit log and flagged, and starts nothing.
 * @throws whatever the database throws: then nothing was kept and nothing may be acknowledged.
 */
export async function acceptEvent(event: ArrivedEvent): Promise<Acceptance> {
  const body = JSON.stringify(event.body);
  const keeping = {
    id: rowId(),
    event,
    externalId: event.externalId ?? `new:${randomUUID()}`,
    bodyHash: canonicalHash(event.body),
    body,
  };
  const acceptance = await batches.submit(event.organizationId, keeping, body.length);
  await failpoint("intake.after-commit");
  if (acceptance.outcome === "new") nudge(EVENTS_CHANNEL, event.organizationId);
  return acceptance;
}

type Keeping = { id: string; event: ArrivedEvent; externalId: string; bodyHash: string; body: string };

/** What arrives while a commit is on its way to the disk shares the next one. */
const batches = new Batches<Keeping, Acceptance>((organizationId, events) =>
  inOrganizationFast(organizationId, (tx) => keep(tx, events)),
);

async function keep(tx: Tx, events: readonly Keeping[]): Promise<Acceptance[]> {
  const inserted = await tx.query<{ id: string }>(
    `INSERT INTO event (organization_id, id, endpoint_id, external_id, body_hash, body)
     SELECT $1::uuid, id, endpoint_id, external_id, body_hash, body::jsonb
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])
       AS given(id, endpoint_id, external_id, body_hash, body)
     ON CONFLICT (endpoint_id, external_id) DO NOTHING RETURNING id`,
    [
      tx.organizationId,
      events.map(({ id }) => id),
      events.map(({ event }) => event.endpointId),
      events.map(({ externalId }) => externalId),
      events.map(({ bodyHash }) => bodyHash),
      events.map(({ body }) => body),
    ],
  );
  const isNew = new Set(inserted.map(({ id }) => id));
  const acceptances: Acceptance[] = [];
  for (const { id, event, bodyHash } of events) {
    acceptances.push(
      isNew.has(id) ? { eventId: id, outcome: "new" } : await compareWithStanding(tx, event, bodyHash),
    );
  }
  await failpoint("intake.before-commit");
  return acceptances;
}

async function compareWithStanding(tx: Tx, event: ArrivedEvent, bodyHash: string): Promise<Acceptance> {
  const [standing] = await tx.query<{ id: string; bodyHash: string; body: JsonObject }>(
    `SELECT id, body_hash AS "bodyHash", body FROM event WHERE endpoint_id = $1::uuid AND external_id = $2`,
    [event.endpointId, event.externalId],
  );
  if (!standing) throw new Error("An event was neither kept nor found.");
  if (standing.bodyHash === bodyHash) return { eventId: standing.id, outcome: "known" };
  await tx.query("UPDATE event SET conflicts = conflicts + 1 WHERE id = $1::uuid", [standing.id]);
  appendAudit(tx, {
    actor: { kind: "system", name: "Intake" },
    verb: "event.conflicted",
    object: { kind: "event", id: standing.id, name: event.externalId ?? standing.id },
    summary: `The id “${event.externalId}” came again with another body for “${event.workflowName}”`,
    why: "One id is one event. This body was kept here and starts nothing.",
    before: standing.body,
    after: event.body,
    eventId: standing.id,
  });
  tx.announce("runs");
  return { eventId: standing.id, outcome: "conflict" };
}
