import type { EndpointKind } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { AuditDetail } from "./list-entries";
import type { Verb } from "./verbs";

/** One link of how something came about, oldest first. `entryId` where the log has it. */
export type CauseLink = {
  kind: "event" | "decision" | "action" | "verification" | "reversal";
  at: Date;
  label: string;
  detail: string;
  entryId: string | null;
  /** It is the entry that was asked about. */
  here: boolean;
};

type EntryLink = { id: string; at: Date; verb: string; summary: string; why: string };

/** The way from what arrived, over what was decided, to what was done and how it was checked. */
export async function traceCause(tx: Tx, entry: AuditDetail): Promise<CauseLink[]> {
  const event = entry.eventId ? await eventLink(tx, entry.eventId) : [];
  const decisions = entry.runId
    ? await entries(
        tx,
        `run_id = $1::uuid AND verb IN ('decision.made', 'review.decided') AND audit_entry.id <= $2::bigint`,
        [entry.runId, entry.id],
      )
    : [];
  const actions = entry.effectId
    ? await entries(
        tx,
        `(effect_id = $1::uuid OR effect_id IN (SELECT id FROM effect WHERE reversal_of = $1::uuid)
          OR effect_id IN (SELECT reversal_of FROM effect WHERE id = $1::uuid))
          AND (verb LIKE 'action.%' OR verb = 'review.decided')`,
        [entry.effectId],
      )
    : [];
  const seen = new Set<string>();
  const links = [...decisions, ...actions]
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    .map((link) => toLink(link, entry.id));
  return [...event, ...links];
}

function entries(tx: Tx, where: string, params: readonly unknown[]): Promise<EntryLink[]> {
  return tx.query<EntryLink>(
    `SELECT id::text AS id, at, verb, summary, why FROM audit_entry WHERE ${where} ORDER BY audit_entry.id LIMIT 100`,
    params,
  );
}

/** Reports on what was sent start no run. */
type TriggerKind = Exclude<EndpointKind, "reports">;

const ARRIVALS: { readonly [kind in TriggerKind]: string } = {
  form: "Arrived by form for",
  webhook: "Arrived by webhook for",
  record: "A record change started",
  called: "Another workflow started",
  schedule: "The schedule started",
  threshold: "A date that was reached started",
};

async function eventLink(tx: Tx, eventId: string): Promise<CauseLink[]> {
  const rows = await tx.query<{ at: Date; kind: TriggerKind; subject: string | null; workflow: string }>(
    `SELECT event.received_at AS at, endpoint.kind::text AS kind, run.subject, workflow.name AS workflow
     FROM event JOIN endpoint ON endpoint.id = event.endpoint_id JOIN workflow ON workflow.id = endpoint.workflow_id
     LEFT JOIN run ON run.event_id = event.id WHERE event.id = $1::uuid LIMIT 1`,
    [eventId],
  );
  return rows.map(({ at, kind, subject, workflow }) => ({
    kind: "event",
    at,
    label: `${ARRIVALS[kind]} “${workflow}”`,
    detail: subject ?? "",
    entryId: null,
    here: false,
  }));
}

function toLink({ id, at, verb, summary, why }: EntryLink, here: string): CauseLink {
  return { kind: kindOf(verb), at, label: summary, detail: why, entryId: id, here: id === here };
}

const VERIFICATIONS: ReadonlySet<string> = new Set<Verb>([
  "action.confirmed",
  "action.unconfirmed",
  "action.returned",
  "action.delayed",
]);

function kindOf(verb: string): CauseLink["kind"] {
  if (verb === "decision.made" || verb === "review.decided") return "decision";
  if (verb === "action.reversed" || verb === "action.compensated") return "reversal";
  return VERIFICATIONS.has(verb) ? "verification" : "action";
}
