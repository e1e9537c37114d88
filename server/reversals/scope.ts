import type { RunStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere } from "@/server/errors";
import { nameOf } from "@/server/runs/finish-run";

/** A run whose actions are taken back together with those of another. */
export type ScopedRun = {
  id: string;
  status: RunStatus;
  subject: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  eventId: string;
  /** The run itself, or an attempt at the same event. */
  own: boolean;
};

export type ReversalScope = {
  /** Of several attempts at the same event, the newest: the reversal is about them all. */
  head: ScopedRun;
  runs: ScopedRun[];
  /** Why it cannot be taken back now, in a sentence that says what to do; null when it can. */
  refusal: string | null;
};

/** SQL: every attempt at the event of run $1, and the runs that they started, however deep, as `scope (id, own)`. */
const SCOPE = `
  WITH RECURSIVE scope (id, own) AS (
    SELECT attempt.id, true FROM run JOIN run attempt
      ON attempt.workflow_id = run.workflow_id AND attempt.event_id = run.event_id
    WHERE run.id = $1::uuid
    UNION
    SELECT started.id, false FROM scope JOIN event ON event.cause_run_id = scope.id
    JOIN endpoint ON endpoint.id = event.endpoint_id AND endpoint.kind = 'called'
    JOIN run started ON started.event_id = event.id
  )`;

const RUNS = `${SCOPE}
  SELECT run.id, run.status::text AS status, run.subject, run.workflow_id AS "workflowId", workflow.name AS "workflowName",
    run.version_id AS "versionId", run.event_id AS "eventId", scope.own
  FROM scope JOIN run ON run.id = scope.id JOIN workflow ON workflow.id = run.workflow_id
  ORDER BY scope.own DESC, run.attempt DESC, run.started_at, run.id`;

const ABOUT_TO_START = `${SCOPE}
  SELECT 1 FROM scope JOIN event ON event.cause_run_id = scope.id AND event.routed_at IS NULL
  JOIN endpoint ON endpoint.id = event.endpoint_id AND endpoint.kind = 'called' LIMIT 1`;

/**
 * SQL: the actions of these runs that can have changed something, the last one first, by when they were confirmed.
 * What starts a run has nothing to take back itself: what that run did is in here.
 */
export const ACTIONS_IN_SCOPE = `${SCOPE}
  SELECT effect.id, row_number() OVER (
    ORDER BY effect.settled_at DESC NULLS FIRST, effect.created_at DESC, effect.id) - 1 AS position
  FROM scope JOIN effect ON effect.run_id = scope.id
  WHERE effect.effect <> 'read' AND effect.state NOT IN ('failed', 'reversed') AND effect.action <> 'workflows.start'`;

const OVER: readonly RunStatus[] = ["done", "failed", "canceled"];

/** What belongs to the reversal of a run. @throws LookElsewhere when the run is not there */
export async function readScope(tx: Tx, runId: string): Promise<ReversalScope> {
  const runs = await tx.query<ScopedRun>(RUNS, [runId]);
  const [head] = runs;
  if (!head) throw new LookElsewhere("This run is not there.");
  const going = runs.find(({ status }) => !OVER.includes(status));
  const starting = going ? [] : await tx.query(ABOUT_TO_START, [runId]);
  return { head, runs, refusal: refusalFor(going, starting.length > 0) };
}

function refusalFor(going: ScopedRun | undefined, starting: boolean): string | null {
  if (going?.own) {
    return "This run still goes on. Cancel it first: what was not sent is dropped, and what was done can then be taken back.";
  }
  if (going) {
    return `It started ${nameOf(going)}, which still goes on. Cancel that run first; what it did is then taken back too.`;
  }
  return starting ? "A run that it started is about to begin. Try again in a moment." : null;
}
