import type { ItemState, RunStatus, StepState } from "@/server/db/generated/enums";
import { readInOrganization } from "@/server/db/in-organization";
import { recordReaderFor } from "@/server/records/record-reader";
import { lookupIn } from "@/workflow/expressions/reference";
import type { Graph } from "@/workflow/graph/schema";
import type { Json, JsonObject } from "@/workflow/json";
import { EACH_ITEM } from "@/workflow/nodes/loops";
import type { Plan, PlanBody, PlanNode } from "@/workflow/plan/plan";
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
  startedAt: Date;
  event: JsonObject;
  /** The run whose action made the event, and the person whose own change did. */
  causeRunId: string | null;
  requestedBy: string | null;
  graph: Graph;
  plan: Plan;
  /** Two of its nodes may be under way at once. */
  hasParallelWays: boolean;
  steps: Map<string, StepRow>;
  /** The item of a "for each" that is worked on. Then `plan` is what is done for it, and `steps` what was. */
  item?: LoadedItem;
  formatting: NonNullable<Services["formatting"]>;
};

export type RunKey = { organizationId: string; runId: string };

/** An item of a "for each": the node's id, and the place in its list, from 0. */
type LoadedItem = { forEach: string; position: number; id: string; state: ItemState };

/** The item's position as rows and wake-ups carry it; empty outside a "for each". */
export function itemText(run: Pick<LoadedRun, "item">): string {
  return run.item ? String(run.item.position) : "";
}

const ENDED: ReadonlySet<RunStatus> = new Set(["done", "failed", "canceled"]);

export function hasEnded(run: { status: RunStatus }): boolean {
  return ENDED.has(run.status);
}

type RunRow = Omit<LoadedRun, keyof PlannedVersion | "steps" | "item" | "formatting" | "organizationId"> & {
  timeZone: string | null;
  currency: string | null;
};

const RUN = `
  SELECT run.id, run.status::text AS status, run.subject, run.workflow_id AS "workflowId",
    workflow.name AS "workflowName", run.version_id AS "versionId", run.event_id AS "eventId",
    run.trigger_node_id AS "triggerNodeId", run.started_at AS "startedAt", event.body AS event,
    event.cause_run_id AS "causeRunId", event.requested_by AS "requestedBy", settings.time_zone AS "timeZone", settings.currency
  FROM run
  JOIN workflow ON workflow.id = run.workflow_id
  JOIN event ON event.id = run.event_id
  LEFT JOIN organization_settings settings ON settings.organization_id = run.organization_id
  WHERE run.id = $1::uuid`;

const STEPS = `
  SELECT node_id AS "nodeId", item, state::text AS state, port, output, reason, decision_kind AS "decisionKind",
    started_at AS "startedAt" FROM run_step WHERE run_id = $1::uuid`;

/** Everything a step needs to know of its run. @returns null when there is no such run */
export async function findRun({ organizationId, runId }: RunKey): Promise<LoadedRun | null> {
  const [[row], steps] = await readInOrganization(organizationId, (query) =>
    Promise.all([query<RunRow>(RUN, [runId]), query<StepRow>(`${STEPS} AND item = ''`, [runId])]),
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
  const now = await loadRun({ organizationId: run.organizationId, runId: run.id });
  if (!run.item) return Object.assign(run, now);
  const { forEach, position } = run.item;
  const [item] = await loadItems(now, forEach, [position]);
  return Object.assign(run, item);
}

type ItemRow = { position: number; id: string; state: ItemState; data: Json };

/**
 * Items of a "for each" as runs of their own: what is done for each, and what is known for it, which is the item
 * itself, its own steps, and of the run's others what it reads. In the list's order.
 */
export async function loadItems(
  run: LoadedRun,
  forEach: string,
  positions: readonly number[],
): Promise<LoadedRun[]> {
  const plan = bodyOf(run.plan, forEach);
  const [items, steps] = await readInOrganization(run.organizationId, (query) =>
    Promise.all([
      query<ItemRow>(ITEMS, [run.id, forEach, positions]),
      query<StepRow & { item: string }>(`${STEPS} AND item = ANY($2::text[]) AND node_id = ANY($3::text[])`, [
        run.id,
        positions.map(String),
        plan.nodes.map(({ id }) => id),
      ]),
    ]),
  );
  const outer = [...run.steps.values()].filter(({ nodeId }) => plan.reads.includes(nodeId));
  return items.map(({ data, ...item }) => {
    const own = steps.filter((step) => step.item === String(item.position));
    const known = [...outer, ...own, arrivalOf(forEach, item.position, data)];
    return {
      ...run,
      plan,
      // Other items are under way beside it.
      hasParallelWays: true,
      item: { forEach, ...item },
      steps: new Map(known.map((step) => [step.nodeId, step])),
    };
  });
}

const ITEMS = `
  SELECT position, item_id AS id, state::text AS state, data FROM run_item
  WHERE run_id = $1::uuid AND node_id = $2 AND position = ANY($3::int[]) ORDER BY position`;

/** For what is done per item, the "for each" is where it begins. */
function arrivalOf(forEach: string, position: number, data: Json): StepRow {
  return {
    nodeId: forEach,
    state: "settled",
    port: EACH_ITEM,
    output: { item: data, position: position + 1 },
    reason: "",
    decisionKind: null,
    startedAt: new Date(0),
  };
}

/** What a "for each" does per item. @throws Error when the plan has no such node: the engine is told wrong. */
export function bodyOf(plan: Plan, forEach: string): PlanBody {
  const body = plan.nodes.find(({ id }) => id === forEach)?.body;
  if (!body) throw new Error(`The version of this run has no “for each” “${forEach}”.`);
  return body;
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
