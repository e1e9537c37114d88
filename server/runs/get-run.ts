import type {
  EffectState,
  ReviewKind,
  ReviewStatus,
  RunStatus,
  StepState,
} from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { REPEATABLE } from "@/server/effects/why-not-repeatable";
import { LookElsewhere } from "@/server/errors";
import type { Graph } from "@/workflow/graph/schema";
import type { Json, JsonObject } from "@/workflow/json";
import { deriveRunStates, type EdgeState } from "@/workflow/plan/states";
import { type LoopsView, readLoops } from "./for-each/read-loops";
import { planOf } from "./plan-cache";
import { readTimeline, type TimelineEntry } from "./read-timeline";

/** Where a node of a run stands: what its row says, or what follows from the plan. */
export type RunNodeState = StepState | "skipped" | "pending";

export type RunStepView = {
  nodeId: string;
  state: StepState;
  port: string | null;
  output: JsonObject;
  reason: string;
  decisionKind: string | null;
  decisionOwner: string | null;
  startedAt: Date;
  endedAt: Date | null;
};

/** Amounts are exact decimal strings. */
export type RunEffectView = {
  id: string;
  nodeId: string | null;
  action: string;
  effect: string;
  summary: string;
  state: EffectState;
  failureClass: string | null;
  reason: string;
  attempts: number;
  nextAttemptAt: Date | null;
  amount: string | null;
  currency: string | null;
  input: JsonObject;
  result: JsonObject | null;
  evidence: Json;
  createdAt: Date;
  settledAt: Date | null;
  /** The effect that reverses it or makes good for it, and how that stands; null where none does. */
  reversedBy: string | null;
  reversalState: EffectState | null;
  /** The failed action that a person had done again as this one. */
  repeatOf: string | null;
  repeatable: boolean;
  /** How the action stands that a person had done in place of this one; null where nobody had. */
  repeatState: EffectState | null;
};

export type RunReviewView = {
  id: string;
  nodeId: string;
  effectId: string | null;
  kind: ReviewKind;
  status: ReviewStatus;
  ask: string;
  answer: string | null;
  rationale: string;
  decidedByName: string | null;
  decidedAt: Date | null;
  dueAt: Date | null;
  createdAt: Date;
};

export type RunDetail = {
  id: string;
  status: RunStatus;
  subject: string;
  reason: string;
  startedAt: Date;
  endedAt: Date | null;
  workflow: { id: string; name: string };
  version: { id: string; number: number; name: string; current: boolean };
  /** What is drawn in the version that runs. */
  document: Graph;
  triggerNodeId: string;
  event: { id: string; externalId: string; body: JsonObject; receivedAt: Date; conflicts: number };
  nodes: { [nodeId: string]: RunNodeState };
  edges: { [edgeId: string]: EdgeState };
  /** What was done per item is left out here and below: `loops` counts it, and items are listed by the page. */
  steps: RunStepView[];
  effects: RunEffectView[];
  /** With the open questions about items, at most 50. */
  reviews: RunReviewView[];
  loops: LoopsView["loops"];
  bodyNodes: LoopsView["bodyNodes"];
  /** Oldest first, in words. */
  timeline: TimelineEntry[];
};

/** Everything there is to see of a run. @throws LookElsewhere when it is not there or not this organization's. */
export async function getRun(tx: Tx, runId: string): Promise<RunDetail> {
  const [run] = await tx.query<RunRow>(RUN, [runId]);
  if (!run) throw new LookElsewhere("This run is not there.");
  const { graph, plan } = await planOf(tx.organizationId, run.versionId);
  const steps = await tx.query<RunStepView>(STEPS, [runId]);
  const effects = await tx.query<RunEffectView>(EFFECTS, [runId]);
  const reviews = await tx.query<RunReviewView>(REVIEWS, [runId]);
  const settled = new Map(
    steps.flatMap(({ nodeId, port, state }) =>
      state === "settled" && port !== null ? [[nodeId, port]] : [],
    ),
  );
  const sent = effects.filter(
    ({ state, repeatOf }) => state !== "held" && state !== "blocked" && repeatOf === null,
  );
  const accepted = new Set(sent.flatMap(({ nodeId }) => (nodeId === null ? [] : [nodeId])));
  const derived = deriveRunStates(plan, run.triggerNodeId, settled, accepted);
  const states = new Map<string, RunNodeState>(derived.nodes);
  for (const { nodeId, state } of steps) states.set(nodeId, state);
  const { loops, bodyNodes, edges } = await readLoops(tx, runId, plan, (nodeId) => {
    const state = states.get(nodeId);
    return run.endedAt !== null || state === "settled" || state === "failed" || state === "skipped";
  });
  for (const [nodeId, { state }] of Object.entries(bodyNodes)) states.set(nodeId, state);
  return {
    id: run.id,
    status: run.status,
    subject: run.subject,
    reason: run.reason,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    workflow: { id: run.workflowId, name: run.workflowName },
    version: { id: run.versionId, number: run.versionNumber, name: run.versionName, current: run.current },
    document: graph,
    triggerNodeId: run.triggerNodeId,
    event: {
      id: run.eventId,
      externalId: run.externalId,
      body: run.body,
      receivedAt: run.receivedAt,
      conflicts: run.conflicts,
    },
    nodes: Object.fromEntries(states),
    edges: { ...Object.fromEntries(derived.edges), ...edges },
    loops,
    bodyNodes,
    steps,
    effects,
    reviews,
    timeline: await readTimeline(
      tx,
      { runId, eventId: run.eventId, receivedAt: run.receivedAt },
      { plan, steps },
    ),
  };
}

type RunRow = {
  id: string;
  status: RunStatus;
  subject: string;
  reason: string;
  startedAt: Date;
  endedAt: Date | null;
  workflowId: string;
  workflowName: string;
  versionId: string;
  versionNumber: number;
  versionName: string;
  current: boolean;
  triggerNodeId: string;
  eventId: string;
  externalId: string;
  body: JsonObject;
  receivedAt: Date;
  conflicts: number;
};

const RUN = `
  SELECT run.id, run.status::text AS status, run.subject, run.reason, run.started_at AS "startedAt",
    run.ended_at AS "endedAt", workflow.id AS "workflowId", workflow.name AS "workflowName", version.id AS "versionId",
    version.number AS "versionNumber", version.name AS "versionName",
    version.id IS NOT DISTINCT FROM workflow.published_version_id AS current,
    run.trigger_node_id AS "triggerNodeId", event.id AS "eventId", event.external_id AS "externalId", event.body,
    event.received_at AS "receivedAt", event.conflicts
  FROM run
  JOIN workflow ON workflow.id = run.workflow_id
  JOIN workflow_version version ON version.id = run.version_id
  JOIN event ON event.id = run.event_id
  WHERE run.id = $1::uuid`;

const STEPS = `
  SELECT node_id AS "nodeId", state::text AS state, port, output, reason, decision_kind AS "decisionKind",
    decision_owner AS "decisionOwner", started_at AS "startedAt", ended_at AS "endedAt"
  FROM run_step WHERE run_id = $1::uuid AND item = '' ORDER BY started_at, node_id`;

const EFFECTS = `
  SELECT effect.id, effect.node_id AS "nodeId", effect.action, effect.effect, effect.summary,
    effect.state::text AS state, effect.failure_class AS "failureClass", effect.reason, effect.attempts,
    effect.next_attempt_at AS "nextAttemptAt", trim_scale(effect.amount)::text AS amount, effect.currency, effect.input,
    effect.result, effect.evidence, effect.created_at AS "createdAt", effect.settled_at AS "settledAt",
    reversal.id AS "reversedBy", reversal.state::text AS "reversalState",
    effect.repeat_of AS "repeatOf", ${REPEATABLE} AS repeatable, repeat.state::text AS "repeatState"
  FROM effect LEFT JOIN effect reversal ON reversal.reversal_of = effect.id
  LEFT JOIN effect repeat ON repeat.repeat_of = effect.id
  WHERE effect.run_id = $1::uuid AND effect.item = '' ORDER BY effect.created_at, effect.id`;

const REVIEWS = `
  SELECT review.id, review.node_id AS "nodeId", review.effect_id AS "effectId", review.kind::text AS kind,
    review.status::text AS status, review.ask, review.answer, review.rationale,
    review.decided_by_name AS "decidedByName", review.decided_at AS "decidedAt", review.due_at AS "dueAt",
    review.created_at AS "createdAt"
  FROM review WHERE review.run_id = $1::uuid AND (review.item = ''
    OR review.id IN (SELECT open.id FROM review open WHERE open.run_id = $1::uuid AND open.item <> ''
      AND open.status = 'open' ORDER BY open.created_at LIMIT 50))
  ORDER BY review.created_at, review.id`;
