import type { PrismaTx } from "@/server/db/in-organization";
import { MendInput } from "@/server/errors";
import { recordReaderFor } from "@/server/records/record-reader";
import type { Graph } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { DEFINITIONS, definitionOf } from "@/workflow/nodes/definitions";
import { EXECUTORS } from "@/workflow/nodes/executors";
import { compilePlan } from "@/workflow/plan/compile";
import { everyNodeOf, MendDrawing, type Plan } from "@/workflow/plan/plan";
import { type SimulatedStep, simulate } from "@/workflow/plan/simulate";
import type { Lane } from "@/workflow/stages";
import { findWorkflow } from "./find-workflow";
import { heldBecause } from "./held-because";
import { readGraph } from "./read-graph";

/** One node of a test run, in words. Nodes that were not reached have no step. */
export type TestStep = {
  nodeId: string;
  nodeName: string;
  /** Id of the item that a "for each" did it for, or null. */
  item: string | null;
  lane: Lane;
  /** The way out; null where the test ends at a problem. */
  port: string | null;
  portLabel: string | null;
  reason: string;
  output: JsonObject;
  problem: { message: string; field: string | null } | null;
  /** What is only known once it really happens, in words. */
  unknown: string[];
};

/** An action that a real run would send. */
export type TestEffect = {
  nodeId: string;
  nodeName: string;
  item: string | null;
  action: string;
  summary: string;
  /** Exactly what would be sent. */
  input: JsonObject;
  unknown: string[];
  /** What a guardrail would do, as a sentence; null when it would go out at once. */
  heldBecause: string | null;
};

/** A question that a real run would ask. */
export type TestReview = {
  nodeId: string;
  nodeName: string;
  item: string | null;
  ask: string;
  why: string;
  answers: string[];
};

export type TestRun = { steps: TestStep[]; effects: TestEffect[]; reviews: TestReview[] };

/**
 * Walks a drawing with an event: reads for real, sends nothing, asks nobody, writes nothing.
 * @throws MendInput when the drawing cannot run, or has no such trigger · LookElsewhere
 */
export async function runTest(
  tx: PrismaTx,
  test: { workflowId: string; document?: Graph; triggerNodeId: string; event: JsonObject },
): Promise<TestRun> {
  const workflow = await findWorkflow(tx, test.workflowId);
  const plan = planOf(test.document ?? readGraph(workflow.draft));
  if (!plan.triggers.includes(test.triggerNodeId)) {
    throw new MendInput("Choose a trigger of this drawing to start the test from.", "triggerNodeId");
  }
  const steps = await simulate({
    plan,
    triggerNodeId: test.triggerNodeId,
    known: new Map(),
    event: test.event,
    executors: EXECUTORS,
    services: { records: recordReaderFor(tx.organizationId), now: new Date() },
  });
  return {
    steps: steps.map((step) => describeStep(step, plan)),
    effects: await describeEffects(tx, steps),
    reviews: steps.flatMap(({ nodeId, nodeName, item = null, review }) =>
      review
        ? [
            {
              nodeId,
              nodeName,
              item,
              ask: review.ask,
              why: review.why,
              answers: review.answers.map(({ label }) => label),
            },
          ]
        : [],
    ),
  };
}

function planOf(graph: Graph): Plan {
  try {
    return compilePlan(graph, DEFINITIONS);
  } catch (error) {
    if (error instanceof MendDrawing) throw new MendInput(error.message, "draft");
    throw error;
  }
}

function describeStep(step: SimulatedStep, plan: Plan): TestStep {
  const node = everyNodeOf(plan).find(({ id }) => id === step.nodeId);
  return {
    nodeId: step.nodeId,
    nodeName: step.nodeName,
    item: step.item ?? null,
    lane: definitionOf(node?.type ?? "")?.lane ?? "flow",
    port: step.port ?? null,
    portLabel: node?.ports.find(({ id }) => id === step.port)?.label ?? null,
    reason: step.reason,
    output: step.output,
    problem: step.problem ? { message: step.problem.message, field: step.problem.field ?? null } : null,
    unknown: step.unknown,
  };
}

async function describeEffects(tx: PrismaTx, steps: SimulatedStep[]): Promise<TestEffect[]> {
  const effects: TestEffect[] = [];
  for (const { nodeId, nodeName, item = null, effect, unknown } of steps) {
    if (!effect) continue;
    const { action, summary, input } = effect;
    effects.push({
      nodeId,
      nodeName,
      item,
      action,
      summary,
      input,
      unknown,
      heldBecause: await heldBecause(tx, effect),
    });
  }
  return effects;
}
