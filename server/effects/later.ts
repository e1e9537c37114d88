import { actionOf } from "@/server/connectors/registry";
import type { EffectState, RunStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { EffectRow } from "./effect-row";
import { doneOf } from "./plan-reversal";

/** Something that came after an action and builds on what it left. */
export type LaterThing =
  | {
      kind: "action";
      id: string;
      at: Date;
      summary: string;
      by: string;
      state: EffectState;
      runId: string | null;
    }
  | { kind: "run"; id: string; at: Date; workflow: string; subject: string; state: RunStatus };

const MOST = 20;

/**
 * What came later and depends on an action: later actions on the same target that still stand, and runs that
 * what it wrote has started. At most 20 of each, the oldest first.
 */
export async function readLater(tx: Tx, effect: EffectRow): Promise<LaterThing[]> {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  if (!action || !input?.success || effect.result === null || effect.settledAt === null) return [];
  const done = doneOf(effect, input.data, effect.result);
  const target = action.subject(done);
  // Where there is nothing that could change, such as an email, nothing later can be about the same.
  const actions = action.now || action.conflict ? await readActions(tx, effect, target) : [];
  const raised = action.raised?.(done);
  return [...actions, ...(raised ? await readRuns(tx, raised) : [])];
}

// What was taken back stands no more, nor does what took it back, unless that was older than the action itself.
const ACTIONS = `
  SELECT 'action' AS kind, later.id, entry.at, later.summary, entry.actor_name AS by, later.state::text AS state,
    later.run_id AS "runId"
  FROM audit_entry entry JOIN effect later ON later.id = entry.effect_id
  LEFT JOIN effect original ON original.id = later.reversal_of
  WHERE entry.object_id = $1 AND entry.object_kind = $2 AND entry.verb IN ('action.confirmed', 'action.reversed')
    AND later.id <> $3::uuid AND later.reversal_of IS DISTINCT FROM $3::uuid AND later.state <> 'reversed'
    AND later.settled_at > $4::timestamptz AND (original.id IS NULL OR original.settled_at < $4::timestamptz)
  ORDER BY entry.id LIMIT ${MOST}`;

function readActions(tx: Tx, effect: EffectRow, target: { kind: string; id: string }): Promise<LaterThing[]> {
  return tx.query(ACTIONS, [target.id, target.kind, effect.id, effect.settledAt]);
}

const RUNS = (which: string) => `
  SELECT 'run' AS kind, run.id, run.started_at AS at, workflow.name AS workflow, run.subject, run.status::text AS state
  FROM event JOIN run ON run.event_id = event.id JOIN workflow ON workflow.id = run.workflow_id
  WHERE ${which} ORDER BY run.started_at, run.id LIMIT ${MOST}`;

const BY_EVENT = RUNS("event.id = $1::uuid");
// By its endpoint first: an id of ours is no sender's.
const BY_EXTERNAL_ID = RUNS(
  "event.external_id = $1 AND event.endpoint_id IN (SELECT id FROM endpoint WHERE kind IN ('record', 'called'))",
);

function readRuns(tx: Tx, raised: { eventId: string } | { externalId: string }): Promise<LaterThing[]> {
  return "eventId" in raised
    ? tx.query(BY_EVENT, [raised.eventId])
    : tx.query(BY_EXTERNAL_ID, [raised.externalId]);
}
