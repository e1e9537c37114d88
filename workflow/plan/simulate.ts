import { lookupIn, referenceKey } from "@/workflow/expressions/reference";
import type { Reference } from "@/workflow/expressions/schema";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { APPROVED, concludeEffect, concludeWait } from "@/workflow/nodes/outcomes";
import { plainLabel } from "@/workflow/nodes/words";
import {
  type EffectRequest,
  type Executor,
  type Lookup,
  NeedsMending,
  type Outcome,
  type ReviewRequest,
  type Services,
  type Settled,
} from "@/workflow/ports";
import { leadsOn } from "./chains";
import { type Driver, interpret } from "./interpret";
import type { Plan, PlanNode } from "./plan";

/** What a node would do: nothing is sent, nobody is asked, no time passes. */
export type SimulatedStep = {
  nodeId: string;
  nodeName: string;
  /** Absent where the simulation ends: at a problem, or at a review it stops at. */
  port?: string;
  output: JsonObject;
  /** In words: what it did, would do, or is assumed to end with. */
  reason: string;
  /** Exactly what would be sent. */
  effect?: EffectRequest;
  /** What would be asked. */
  review?: ReviewRequest;
  /** Why the node could not go on, and the one thing to mend. */
  problem?: { message: string; field?: string };
  /** What it reads that will only be known once it really happens, in words; its input may still change. */
  unknown: string[];
};

export type Known = ReadonlyMap<string, { port: string; output: JsonObject }>;

export type Simulation = {
  plan: Plan;
  triggerNodeId: string;
  /** What has really settled already; taken as it is and not among the answered steps. */
  known: Known;
  event: JsonObject;
  executors: Readonly<Record<string, Executor>>;
  services: Services;
  assume?: {
    /** Ports on which reviews, actions and waits end, where not on their good one. */
    ports?: Readonly<Record<string, string>>;
    /** Reviews end the way they stand in, instead of being answered with approval. */
    stopAtReviews?: boolean;
  };
};

/**
 * Walks a plan in memory. Reads happen for real; actions are described and assumed confirmed, reviews
 * assumed answered with their approving answer, waits skipped. Steps stand in the plan's order.
 */
export async function simulate(simulation: Simulation): Promise<SimulatedStep[]> {
  const walk = new Walk(simulation);
  try {
    await interpret(simulation.plan, simulation.triggerNodeId, walk);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  if (walk.fault) throw walk.fault.error;
  return simulation.plan.nodes.flatMap(({ id }) => walk.steps.get(id) ?? []);
}

/** Ends one way of the walk, as a step already tells; the other ways go on. */
class Stopped extends Error {}

class Walk implements Driver {
  readonly steps = new Map<string, SimulatedStep>();
  /** What an executor threw beside what a person can mend: the simulation is void. */
  fault?: { error: unknown };
  private readonly outputs: Map<string, JsonObject>;
  /** Nodes whose output is assumed, or rests on something assumed. */
  private readonly assumed = new Set<string>();
  private readonly names: ReadonlyMap<string, string>;

  constructor(private readonly simulation: Simulation) {
    const { known, event, plan } = simulation;
    this.outputs = new Map([...known].map(([id, { output }]) => [id, output]));
    this.outputs.set("event", event);
    this.names = new Map(plan.nodes.map(({ id, name }) => [id, name]));
  }

  async runPure(nodes: PlanNode[]): Promise<Map<string, string>> {
    const ports = new Map<string, string>();
    for (const [index, node] of nodes.entries()) {
      const port = this.simulation.known.get(node.id)?.port ?? (await this.walkThrough(node));
      ports.set(node.id, port);
      if (!leadsOn(nodes[index + 1], port)) break;
    }
    return ports;
  }

  runLong(node: PlanNode): { accepted: Promise<boolean>; settled: Promise<string> } {
    const known = this.simulation.known.get(node.id)?.port;
    const settled = known === undefined ? this.walkThrough(node) : Promise.resolve(known);
    return { accepted: settled.then((port) => port === node.ports[0]?.id), settled };
  }

  private async walkThrough(node: PlanNode): Promise<string> {
    const unknown = new Map<string, string>();
    const outcome = await this.ask(node, unknown);
    const step: SimulatedStep = {
      nodeId: node.id,
      nodeName: node.name,
      output: {},
      reason: "",
      unknown: [...unknown.values()],
    };
    this.steps.set(node.id, step);
    if (outcome instanceof NeedsMending) {
      // What lacks something that only the real run will tell needs no mending, and cannot be shown yet.
      if (unknown.size === 0) step.problem = { message: outcome.message, field: outcome.field };
      step.reason = unknown.size === 0 ? outcome.message : `Not known yet: ${step.unknown.join(", ")}`;
      throw new Stopped(outcome.message);
    }
    if (outcome.kind === "effect") step.effect = outcome.request;
    if (outcome.kind === "review") step.review = outcome.request;
    if (outcome.kind === "review" && this.stopsAt(node)) {
      step.reason = `Asks: ${outcome.request.ask}`;
      throw new Stopped(step.reason);
    }
    const settled = this.conclude(node, outcome);
    if (outcome.kind !== "settled" || unknown.size > 0) this.assumed.add(node.id);
    Object.assign(step, { port: settled.port, output: settled.output, reason: settled.reason ?? "" });
    this.outputs.set(node.id, settled.output);
    return settled.port;
  }

  private async ask(node: PlanNode, unknown: Map<string, string>): Promise<Outcome | NeedsMending> {
    const executor = Object.hasOwn(this.simulation.executors, node.type)
      ? this.simulation.executors[node.type]
      : undefined;
    if (!executor) throw new RangeError(`Nothing runs nodes of type “${node.type}”.`);
    try {
      const lookup = this.watched(unknown);
      return await executor.run({ config: node.config, lookup, services: this.simulation.services });
    } catch (error) {
      if (error instanceof NeedsMending) return error;
      this.fault ??= { error };
      throw error;
    }
  }

  /** Looks up as a run does, and notes what is read of outputs that are not certain. */
  private watched(unknown: Map<string, string>): Lookup {
    const lookup = lookupIn(this.outputs);
    return (reference: Reference) => {
      const found = lookup(reference);
      const restsOnUnknown = (this.steps.get(reference.from)?.unknown.length ?? 0) > 0;
      const unanswered = found === undefined && this.assumed.has(reference.from);
      if (restsOnUnknown || unanswered) {
        const name = this.names.get(reference.from) ?? reference.from;
        unknown.set(referenceKey(reference), `${plainLabel(reference)} of “${name}”`);
      }
      return found;
    };
  }

  private stopsAt(node: PlanNode): boolean {
    const { assume } = this.simulation;
    return assume?.stopAtReviews === true && assume.ports?.[node.id] === undefined;
  }

  private conclude(node: PlanNode, outcome: Outcome): Settled {
    const wanted = this.simulation.assume?.ports?.[node.id];
    switch (outcome.kind) {
      case "settled":
        return outcome;
      case "wait":
        return { ...concludeWait(outcome), reason: `Would wait until ${outcome.until}` };
      case "review":
        return assumeAnswered(outcome.request, wanted ?? APPROVED);
      case "effect":
        return assumeDone(outcome.request, wanted === undefined || wanted === node.ports[0]?.id);
    }
  }
}

/** Who answers and why is not known; which answer is assumed. */
function assumeAnswered(request: ReviewRequest, port: string): Settled {
  const answer = request.answers.find((each) => each.port === port) ?? request.answers[0];
  const reason = `Would ask: ${request.ask} Assumed: ${answer?.label ?? port}`;
  return { kind: "settled", port: answer?.port ?? port, output: { answer: answer?.id ?? "" }, reason };
}

/** What an action would answer is not known, but for what it was told to write. */
function assumeDone(request: EffectRequest, confirmed: boolean): Settled {
  const reason = confirmed ? `Would do: ${request.summary}` : `Assumed not done: ${request.summary}`;
  const state = confirmed ? "confirmed" : "failed";
  return concludeEffect({ confirmed, state, result: confirmed ? written(request.input) : {}, reason });
}

/** What certainly stands in the record afterwards: the fields written, and the money that was moved. */
function written({ data, changes, amount, currency }: JsonObject): JsonObject {
  const fields = isJsonObject(data) ? data : isJsonObject(changes) ? changes : undefined;
  const money: JsonObject =
    typeof amount === "string" && typeof currency === "string" ? { amount, currency } : {};
  return { ...money, ...(fields ? { record: { ...fields, ...money } } : {}) };
}
