import type { RunStatus, StepState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { recordReaderFor } from "@/server/records/record-reader";
import { lookupIn } from "@/workflow/expressions/reference";
import type { Graph } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import type { Plan, PlanNode } from "@/workflow/plan/plan";
import type { Lookup, Services } from "@/workflow/ports";
import { planOf } from "./plan-cache";

/** What a node did so far in a run. */
export type StepRow = {
  nodeId: string;
  state: StepState;
  port: string | null;
  output: JsonObject;
  reason: string;
  decisionKind: string | null;
  startedAt: Date;
};

export type LoadedRun = {
  id: string;
  organizationId: string;
  status: RunStatus;
  subject: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  eventId: string;
  triggerNodeId: string;
  event: JsonObject;
  graph: Graph;
  plan: Plan;
  steps: ReadonlyMap<string, StepRow>;
  formatting: NonNullable<Services["formatting"]>;
};

export type RunKey = { organizationId: string; runId: string };

const ENDED: ReadonlySet<RunStatus> = new Set(["done", "failed", "canceled"]);

export function hasEnded(run: { status: RunStatus }): boolean {
  return ENDED.has(run.status);
}

type RunRow = Omit<LoadedRun, "graph" | "plan" | "steps" | "formatting" | "organizationId"> & {
  timeZone: string | null;
  currency: string | null;
};

/** Everything a step needs to know of its run. @throws Error when there is no such run: the engine is told wrong. */
export async function loadRun(tx: Tx, runId: string): Promise<LoadedRun> {
  const [row] = await tx.query<RunRow>(
    `SELECT run.id, run.status::text AS status, run.subject, run.workflow_id AS "workflowId",
       workflow.name AS "workflowName", run.version_id AS "versionId", run.event_id AS "eventId",
       run.trigger_node_id AS "triggerNodeId", event.body AS event, settings.time_zone AS "timeZone", settings.currency
     FROM run
     JOIN workflow ON workflow.id = run.workflow_id
     JOIN event ON event.id = run.event_id
     LEFT JOIN organization_settings settings ON settings.organization_id = run.organization_id
     WHERE run.id = $1::uuid`,
    [runId],
  );
  if (!row) throw new Error("The run is not there.");
  const { timeZone, currency, ...run } = row;
  const steps = await tx.query<StepRow>(
    `SELECT node_id AS "nodeId", state::text AS state, port, output, reason, decision_kind AS "decisionKind",
       started_at AS "startedAt" FROM run_step WHERE run_id = $1::uuid`,
    [runId],
  );
  return {
    ...run,
    ...(await planOf(tx, run.versionId)),
    organizationId: tx.organizationId,
    steps: new Map(steps.map((step) => [step.nodeId, step])),
    formatting: { locale: "en", timeZone: timeZone ?? "UTC", currency: currency ?? "EUR" },
  };
}

/** @throws Error when the version does not have this node: the engine is told wrong. */
export function nodeOf(run: LoadedRun, nodeId: string): PlanNode {
  const node = run.plan.nodes.find(({ id }) => id === nodeId);
  if (!node) throw new Error(`The version of this run has no node “${nodeId}”.`);
  return node;
}

/** What the settled nodes gave, and the event. What was skipped or is still open is missing. */
export function outputsOf(run: LoadedRun): Map<string, JsonObject> {
  const outputs = new Map<string, JsonObject>([["event", run.event]]);
  for (const step of run.steps.values()) if (step.state === "settled") outputs.set(step.nodeId, step.output);
  return outputs;
}

/** What an executor is called with beside its settings. */
export function surroundings(
  run: LoadedRun,
  outputs: ReadonlyMap<string, JsonObject>,
): { lookup: Lookup; services: Services } {
  const { organizationId, formatting } = run;
  return {
    lookup: lookupIn(outputs),
    services: { records: recordReaderFor(organizationId), now: new Date(), formatting },
  };
}
