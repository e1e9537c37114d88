import type { RunStatus } from "@/server/db/generated/enums";
import { inOrganizationFast } from "@/server/db/in-organization";
import { runEventName, sendToEngine, wakeNode } from "@/server/db/outbox";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { reportError } from "@/server/report-error";
import { findAtRest } from "./at-rest";
import { STARTED_ENDED_AT } from "./caller";
import { restartChunks } from "./for-each/restart-chunks";
import { refreshStatus } from "./refresh-status";

const BATCH = 500;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const START = { organizationId: NOBODY, startedAt: new Date(0), id: NOBODY };
let after = START;

type Open = { id: string; organizationId: string; workflowId: string; status: RunStatus; startedAt: Date };

/**
 * Catches what a wake-up missed: runs whose nodes wait for something that has come, runs that were created
 * and never began, runs that the engine lost, statuses that went stale while the gateway worked. Goes through all open runs in turns of
 * 500. Waking is harmless when it was not needed.
 * @param round names this sweep, so that each may wake a node once more
 */
export async function sweepRuns(round: string): Promise<void> {
  const { rows } = await pool("engine").query<Open>(
    `SELECT id, organization_id AS "organizationId", workflow_id AS "workflowId", status::text AS status,
       started_at AS "startedAt"
     FROM run
     WHERE ended_at IS NULL AND (organization_id, started_at, id) > ($1::uuid, $2, $3::uuid)
     ORDER BY organization_id, started_at, id LIMIT ${BATCH}`,
    [after.organizationId, after.startedAt, after.id],
  );
  after = (rows.length === BATCH ? rows.at(-1) : undefined) ?? START;
  for (const [organizationId, runs] of byOrganization(rows)) {
    const atRest = await findAtRest(organizationId, runs);
    for (const run of runs) if (!atRest.has(run.id)) await sweepRun(run, round).catch(reportError);
  }
}

function byOrganization(runs: readonly Open[]): Map<string, Open[]> {
  const grouped = new Map<string, Open[]>();
  for (const run of runs) {
    const group = grouped.get(run.organizationId);
    if (group) group.push(run);
    else grouped.set(run.organizationId, [run]);
  }
  return grouped;
}

/** The nodes of a run that wait, and for what. As plain columns: row-level security lets an index see nothing else. */
const WAITING = `
  waiting AS MATERIALIZED (
    SELECT run_id, node_id, item, output, (output->>'reviewId')::uuid AS review_id, (output->>'effectId')::uuid AS effect_id,
      (output->>'cameAt')::timestamptz AS came_at
    FROM run_step WHERE run_id = $1::uuid AND state = 'waiting')`;

/** When that came, or came to its end. */
const CAME_AT = `coalesce(
  (SELECT decided_at FROM review WHERE review.id = step.review_id), step.came_at,
  (SELECT coalesce(effect.settled_at, ${STARTED_ENDED_AT}) FROM effect WHERE effect.id = step.effect_id))`;

/**
 * Waiting nodes whose review was decided, whose event came, or whose action or the run it waits for ended ten seconds
 * ago, with no wake-up on its way.
 */
const MISSED = `
  WITH ${WAITING}
  SELECT step.node_id AS "nodeId", step.item FROM waiting step
  WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.name =
      'handoff/wake.' || step.run_id || '.' || step.node_id || CASE WHEN step.item = '' THEN '' ELSE '.' || step.item END)
    AND (${CAME_AT} < clock_timestamp() - interval '10 seconds'
      OR (step.output ? 'items' AND NOT EXISTS (SELECT 1 FROM run_item item
        WHERE item.run_id = $1::uuid AND item.node_id = step.node_id
          AND (item.state = 'open' OR item.ended_at > clock_timestamp() - interval '10 seconds'))))`;

/**
 * Nothing happened for longer than an engine lets pass between attempts, though something was due all the while:
 * the engine lost the run, as one does that is restarted without its memory. `turn` is the same for as long.
 * A "for each" is due while any of its items waits for nothing.
 */
const LOST = `
  WITH ${WAITING}
  SELECT floor(extract(epoch FROM clock_timestamp()) / 600)::text AS turn FROM run
  WHERE run.id = $1::uuid AND run.status IN ('running', 'waiting', 'degraded')
    AND run.started_at < clock_timestamp() - interval '10 minutes'
    AND NOT EXISTS (SELECT 1 FROM run_step step WHERE step.run_id = $1::uuid
      AND greatest(step.started_at, step.ended_at) > clock_timestamp() - interval '10 minutes')
    AND (NOT EXISTS (SELECT 1 FROM waiting)
      OR EXISTS (
        SELECT 1 FROM waiting step
        WHERE (step.output ? 'items' AND EXISTS (SELECT 1 FROM run_item item
            WHERE item.run_id = $1::uuid AND item.node_id = step.node_id AND item.state = 'open'
              AND NOT EXISTS (SELECT 1 FROM waiting held WHERE held.item = item.position::text)))
          OR clock_timestamp() - interval '10 minutes' > coalesce(${CAME_AT}, (step.output->>'until')::timestamptz)))`;

async function sweepRun(run: Open, round: string): Promise<void> {
  await inOrganizationFast(run.organizationId, async (tx) => {
    for (const { nodeId, item } of await tx.query<{ nodeId: string; item: string }>(MISSED, [run.id])) {
      wakeNode(tx, { runId: run.id, nodeId, item }, `sweep:${round}`);
    }
    const [stuck] = await tx.query<{ id: string }>(
      `SELECT id FROM run WHERE id = $1::uuid AND status = 'queued' AND started_at < clock_timestamp() - interval '1 minute'
         AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.dedupe_id = $2)`,
      [run.id, `run:${run.id}`],
    );
    // The same id as the first time: an engine that has this run takes no second one.
    if (stuck) start(tx, run, `run:${run.id}`);
    // Another id, so that the engine takes it. What has settled stands; should the first one come back after
    // all, the two do each thing once, as a step that is executed twice does.
    const [lost] = await tx.query<{ turn: string }>(LOST, [run.id]);
    if (lost) {
      start(tx, run, `run:${run.id}:again:${lost.turn}`);
      await restartChunks(tx, run, lost.turn);
    }
    const [status] = await tx.query<{ status: string }>(
      `SELECT status::text AS status FROM run WHERE id = $1::uuid AND status IN ('waiting', 'degraded') FOR UPDATE SKIP LOCKED`,
      [run.id],
    );
    if (status) await refreshStatus(tx, run.id);
  });
}

function start(tx: Tx, run: Open, dedupeId: string): void {
  const data = { runId: run.id, organizationId: run.organizationId };
  sendToEngine(tx, { name: runEventName(run.workflowId), data, dedupeId });
}
