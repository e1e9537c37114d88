import type { RunStatus, StepState } from "@/server/db/generated/enums";
import { readInOrganization } from "@/server/db/in-organization";
import { recordReaderFor } from "@/server/records/record-reader";
import { lookupIn } from "@/workflow/expressions/reference";
import type { Graph } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import type { Plan, PlanNode } from "@/workflow/plan/plan";
import type { Lookup, Services } from "@/workflow/ports";
import { type PlannedVersion, planOf } from "./plan-cache";

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

/**
 * What a call of the engine knows of its run: read once, then kept up with what the call itself writes
 * (`steps`, `status`). Whether the run still goes on is asked again with every write.
 */
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
  /** The run whose action made the event, and the person whose own change did. */
  causeRunId: string | null;
  requestedBy: string | null;
  graph: Graph;
  plan: Plan;
  /** Two of its nodes may be under way at once. */
  hasParallelWays: boolean;
  steps: Map<string, StepRow>;
  formatting: NonNullable<Services["formatting"]>;
};

export type RunKey = { organizationId: string; runId: string };

const ENDED: ReadonlySet<RunStatus> = new Set(["done", "failed", "canceled"]);

export function hasEnded(run: { status: RunStatus }): boolean {
  return ENDED.has(run.status);
}

type RunRow = Omit<LoadedRun, keyof PlannedVersion | "steps" | "formatting" | "organizationId"> & {
  timeZone: string | null;
  currency: string | null;
};

const RUN = `
  SELECT run.id, run.status::text AS status, run.subject, run.workflow_id AS "workflowId",
    workflow.name AS "workflowName", run.version_id AS "versionId", run.event_id AS "eventId",
    run.trigger_node_id AS "triggerNodeId", event.body AS event, event.cause_run_id AS "causeRunId",
    event.requested_by AS "requestedBy", settings.time_zone AS "timeZone", settings.currency
  FROM run
  JOIN workflow ON workflow.id = run.workflow_id
  JOIN event ON event.id = run.event_id
  LEFT JOIN organization_settings settings ON settings.organization_id = run.organization_id
  WHERE run.id = $1::uuid`;

const STEPS = `
  SELECT node_id AS "nodeId", state::text AS state, port, output, reason, decision_kind AS "decisionKind",
    started_at AS "startedAt" FROM run_step WHERE run_id = $1::uuid`;

/** Everything a step needs to know of its run. @returns null when there is no such run */
export async function findRun({ organizationId, runId }: RunKey): Promise<LoadedRun | null> {
  const [[row], steps] = await readInOrganization(organizationId, (query) =>
    Promise.all([query<RunRow>(RUN, [runId]), query<StepRow>(STEPS, [runId])]),
  );
  if (!row) return null;
  const { timeZone, currency, ...run } = row;
  return {
    ...run,
    ...(await planOf(organizationId, run.versionId)),
    organizationId,
    steps: new Map(steps.map((step) => [step.nodeId, step])),
    formatting: { locale: "en", timeZone: timeZone ?? "UTC", currency: currency ?? "EUR" },
  };
}

/** @throws Error when there is no such run: the engine is told wrong. */
export async function loadRun(key: RunKey): Promise<LoadedRun> {
  const run = await findRun(key);
  if (!run) throw new Error("The run is not there.");
  return run;
}

/** Reads again what somebody else has written meanwhile. */
export async function reloadRun(run: LoadedRun): Promise<LoadedRun> {
  return Object.assign(run, await loadRun({ organizationId: run.organizationId, runId: run.id }));
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
