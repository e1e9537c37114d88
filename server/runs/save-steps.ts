import { asSentence } from "@/server/as-sentence";
import { appendAudit } from "@/server/audit/append";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { PlanNode } from "@/workflow/plan/plan";
import type { Settled } from "@/workflow/ports";
import { itemText, type LoadedRun, type StepRow } from "./load-run";
import { GOES_ON, REFRESH_STATUS } from "./refresh-status";

/** The run has ended meanwhile: nothing may be written for it any more. */
class RunOver extends Error {
  override name = "RunOver";
}

/** Somebody else executed the same step and was first: what stands counts, read it again. */
export class StepStands extends Error {
  override name = "StepStands";
}

const HOLD =
  "SELECT 1 FROM run WHERE id = $1::uuid AND status NOT IN ('done', 'failed', 'canceled') FOR UPDATE";

/**
 * One transaction that writes for a run, and only while it goes on. It takes the run first, so that its steps,
 * its status and a cancellation follow one another.
 */
export async function whileGoing<T>(
  run: { id: string; organizationId: string },
  work: (tx: Tx) => T | Promise<T>,
  options?: { durable: boolean },
): Promise<T | { ended: true }> {
  try {
    return await inOrganizationFast(
      run.organizationId,
      async (tx) => {
        holdRun(tx, run.id);
        return work(tx);
      },
      options,
    );
  } catch (error) {
    if (error instanceof RunOver) return { ended: true };
    throw error;
  }
}

function holdRun(tx: Tx, runId: string): void {
  tx.demand(HOLD, [runId], { rows: 1, orElse: () => new RunOver("The run has ended.") });
}

export type StepToSave = { node: PlanNode; startedAt: Date } & (
  | { state: "settled"; settled: Settled }
  | { state: "waiting"; output: JsonObject; reason: string }
  | { state: "running"; reason: string }
  | { state: "failed"; reason: string }
);

// What was settled stands: a step that is executed a second time finds it and changes nothing.
const SAVE = `
  INSERT INTO run_step (organization_id, run_id, node_id, state, port, output, reason, decision_kind, decision_owner,
    started_at, ended_at, item)
  SELECT $1::uuid, run.id, node_id, given.state::step_state, port, output::jsonb, given.reason, decision_kind,
    decision_owner, given.started_at::timestamptz,
    CASE WHEN given.state IN ('settled', 'failed') THEN clock_timestamp() END, $11
  FROM run, unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
    AS given(node_id, state, port, output, reason, decision_kind, decision_owner, started_at)
  WHERE run.id = $2::uuid AND run.status NOT IN ('done', 'failed', 'canceled')
  ON CONFLICT (run_id, node_id, item) DO UPDATE SET state = excluded.state, port = excluded.port, output = excluded.output,
    reason = excluded.reason, decision_kind = excluded.decision_kind, decision_owner = excluded.decision_owner,
    ended_at = excluded.ended_at
  WHERE run_step.state IN ('running', 'waiting')
  RETURNING node_id`;

/**
 * Writes where nodes stand, the decisions they took into the audit log, and where that leaves the run. The
 * transaction fails with StepStands when one of them had settled before. Call within `whileGoing`.
 */
export function saveSteps(tx: Tx, run: LoadedRun, steps: readonly StepToSave[]): void {
  const rows = steps.map(rowOf);
  tx.demand(SAVE, valuesOf(run, steps, rows), {
    rows: rows.length,
    orElse: () => new StepStands("A step was executed twice at once."),
  });
  for (const step of steps) {
    // A person's decision is in the log since they made it.
    if (step.state === "settled" && step.settled.decision && step.settled.decision.kind !== "person")
      recordDecision(tx, run, step.node, step.settled, step.settled.decision);
  }
  follow(tx, run, rows);
}

/** Writes where a node stands, unless the run has ended; the caller holds the run, whatever became of it. */
export function saveStepIfGoing(tx: Tx, run: LoadedRun, step: StepToSave): void {
  const rows = [rowOf(step)];
  tx.send(SAVE, valuesOf(run, [step], rows));
  follow(tx, run, rows);
}

/** Where that leaves the run, in the database, on the screens and in memory. */
function follow(tx: Tx, run: LoadedRun, rows: readonly StepRow[]): void {
  const waits = rows.some(({ state }) => state === "waiting");
  // Where one node at a time is under way, what settles leaves the run running.
  if (run.hasParallelWays || waits) tx.send(REFRESH_STATUS, [run.id]);
  else if (run.status !== "running") tx.send(GOES_ON, [run.id]);
  tx.announce("runs", run.id);
  tx.afterCommit(() => {
    for (const row of rows) run.steps.set(row.nodeId, row);
    run.status = waits ? "waiting" : "running";
  });
}

function valuesOf(run: LoadedRun, steps: readonly StepToSave[], rows: readonly StepRow[]): unknown[] {
  return [
    run.organizationId,
    run.id,
    rows.map(({ nodeId }) => nodeId),
    rows.map(({ state }) => state),
    rows.map(({ port }) => port),
    rows.map(({ output }) => JSON.stringify(output)),
    rows.map(({ reason }) => reason),
    rows.map(({ decisionKind }) => decisionKind),
    steps.map((step) => (step.state === "settled" ? (step.settled.decision?.owner ?? null) : null)),
    rows.map(({ startedAt }) => startedAt.toISOString()),
    itemText(run),
  ];
}

function rowOf(step: StepToSave): StepRow {
  const settled = step.state === "settled" ? step.settled : undefined;
  return {
    nodeId: step.node.id,
    state: step.state,
    port: settled?.port ?? null,
    output: settled?.output ?? (step.state === "waiting" ? step.output : {}),
    reason: settled ? (settled.reason ?? "") : "reason" in step ? step.reason : "",
    decisionKind: settled?.decision?.kind ?? null,
    startedAt: step.startedAt,
  };
}

function recordDecision(
  tx: Tx,
  run: LoadedRun,
  node: PlanNode,
  settled: Settled,
  decision: NonNullable<Settled["decision"]>,
) {
  const port = node.ports.find(({ id }) => id === settled.port)?.label ?? settled.port;
  appendAudit(tx, {
    actor: { kind: "workflow", id: run.workflowId, name: run.workflowName },
    verb: "decision.made",
    object: { kind: "node", id: node.id, name: node.name },
    summary: `${node.name}: ${port}${run.item ? ` (${run.item.id})` : ""}`,
    why: `${asSentence(decision.reason)} Owner: ${decision.owner}.`,
    after: { port: settled.port, kind: decision.kind, owner: decision.owner },
    runId: run.id,
    nodeId: node.id,
    item: itemText(run),
    workflowId: run.workflowId,
    workflowVersionId: run.versionId,
    eventId: run.eventId,
  });
}
