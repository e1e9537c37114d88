import { appendAudit } from "@/server/audit/append";
import type { RunStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { PlanNode } from "@/workflow/plan/plan";
import type { Settled } from "@/workflow/ports";
import { hasEnded, type LoadedRun } from "./load-run";
import { refreshStatus } from "./refresh-status";

/**
 * Takes the run for this transaction, so that its steps, its status and a cancellation follow one another.
 * @returns false when the run has ended: then nothing may be written for it any more.
 */
export async function holdRun(tx: Tx, runId: string): Promise<boolean> {
  const [run] = await tx.query<{ status: RunStatus }>(
    "SELECT status::text AS status FROM run WHERE id = $1::uuid FOR UPDATE",
    [runId],
  );
  return run !== undefined && !hasEnded(run);
}

type StepToSave =
  | { state: "settled"; settled: Settled; startedAt: Date }
  | { state: "waiting"; output: JsonObject; reason: string; startedAt: Date }
  | { state: "running"; reason: string; startedAt: Date }
  | { state: "failed"; reason: string; startedAt: Date };

// What was settled stands: a step that is executed a second time finds it and changes nothing.
const SAVE = `
  INSERT INTO run_step (organization_id, run_id, node_id, state, port, output, reason, decision_kind, decision_owner,
    started_at, ended_at)
  VALUES ($1::uuid, $2::uuid, $3, $4::step_state, $5, $6::jsonb, $7, $8, $9, $10,
    CASE WHEN $4 IN ('settled', 'failed') THEN clock_timestamp() END)
  ON CONFLICT (run_id, node_id) DO UPDATE SET state = excluded.state, port = excluded.port, output = excluded.output,
    reason = excluded.reason, decision_kind = excluded.decision_kind, decision_owner = excluded.decision_owner,
    ended_at = excluded.ended_at
  WHERE run_step.state IN ('running', 'waiting')
  RETURNING node_id`;

/**
 * Writes where a node stands, the decision it took into the audit log, and where that leaves the run. Call
 * `holdRun` first. @returns false when the node had settled before: what stands counts.
 */
export async function saveStep(tx: Tx, run: LoadedRun, node: PlanNode, step: StepToSave): Promise<boolean> {
  const settled = step.state === "settled" ? step.settled : undefined;
  const output = settled?.output ?? (step.state === "waiting" ? step.output : {});
  const reason = settled ? (settled.reason ?? "") : "reason" in step ? step.reason : "";
  const saved = await tx.query(SAVE, [
    tx.organizationId,
    run.id,
    node.id,
    step.state,
    settled?.port ?? null,
    JSON.stringify(output),
    reason,
    settled?.decision?.kind ?? null,
    settled?.decision?.owner ?? null,
    step.startedAt,
  ]);
  if (saved.length === 0) return false;
  // A person's decision is in the log since they made it.
  if (settled?.decision && settled.decision.kind !== "person")
    await recordDecision(tx, run, node, settled, settled.decision);
  await refreshStatus(tx, run.id);
  tx.announce("runs", run.id);
  return true;
}

async function recordDecision(
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
    summary: `${node.name}: ${port}`,
    why: `${decision.reason}${/[.!?]$/.test(decision.reason) ? "" : "."} Owner: ${decision.owner}.`,
    after: { port: settled.port, kind: decision.kind, owner: decision.owner },
    runId: run.id,
    nodeId: node.id,
    workflowId: run.workflowId,
    workflowVersionId: run.versionId,
    eventId: run.eventId,
  });
}
