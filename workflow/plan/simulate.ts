import { lookupIn, referenceKey } from "@/workflow/expressions/reference";
import type { Reference } from "@/workflow/expressions/schema";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { ALL_DONE, EACH_ITEM } from "@/workflow/nodes/loops";
import { APPROVED, concludeEffect, concludeWait } from "@/workflow/nodes/outcomes";
import { counted, plainLabel } from "@/workflow/nodes/words";
import {
  type EffectRequest,
  type Executor,
  type Item,
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
  /** Id of the item that a "for each" did it for. */
  item?: string;
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

/** A "for each" is walked for so many of its items; the others would go the same ways. */
const ITEMS_WALKED = 3;

/**
 * Walks a plan in memory. Reads happen for real; actions are described and assumed confirmed, reviews
 * assumed answered with their approving answer, waits skipped; a "for each" is walked for its first items.
 * Steps stand in the plan's order, those of the items behind their "for each".
 */
export async function simulate(simulation: Simulation): Promise<SimulatedStep[]> {
  const walk = new Walk(simulation);
  await walk.whole();
  if (walk.fault) throw walk.fault.error;
  return walk.told();
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

  /** What would be done for items, by their "for each". */
  private readonly turns = new Map<string, SimulatedStep[]>();

  /** @param outer of an item: the walk its "for each" stands in */
  constructor(
    private readonly simulation: Simulation,
    private readonly outer?: Walk,
  ) {
    const { known, event, plan } = simulation;
    this.outputs = new Map(outer?.outputs);
    for (const [id, { output }] of known) this.outputs.set(id, output);
    this.outputs.set("event", event);
    this.names = new Map([...(outer?.names ?? []), ...plan.nodes.map(({ id, name }) => [id, name] as const)]);
    for (const id of outer?.assumed ?? []) this.assumed.add(id);
  }

  /** As far as it goes. */
  async whole(): Promise<void> {
    try {
      await interpret(this.simulation.plan, this.simulation.triggerNodeId, this);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  told(): SimulatedStep[] {
    return this.simulation.plan.nodes.flatMap(({ id }) => [
      ...[this.steps.get(id) ?? []].flat(),
      ...(this.turns.get(id) ?? []),
    ]);
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
    const settled =
      outcome.kind === "each" ? await this.walkItems(node, outcome.items) : this.conclude(node, outcome);
    if (outcome.kind !== "settled" || unknown.size > 0) this.assumed.add(node.id);
    Object.assign(step, { port: settled.port, output: settled.output, reason: settled.reason ?? "" });
    this.outputs.set(node.id, settled.output);
    return settled.port;
  }

  /** The same for the first items, one after the other. @throws Stopped when one of them does not come to its end */
  private async walkItems(node: PlanNode, items: readonly Item[]): Promise<Settled> {
    if (!node.body) throw new RangeError(`“${node.id}” has nothing to do for each item.`);
    const steps: SimulatedStep[] = [];
    this.turns.set(node.id, steps);
    for (const [index, { id, data }] of items.slice(0, ITEMS_WALKED).entries()) {
      const arrived = { port: EACH_ITEM, output: { item: data, position: index + 1 } };
      const known = new Map([...this.simulation.known, [node.id, arrived] as const]);
      const turn = new Walk({ ...this.simulation, plan: node.body, triggerNodeId: node.id, known }, this);
      await turn.whole();
      if (turn.fault) {
        this.fault ??= turn.fault;
        throw turn.fault.error;
      }
      steps.push(...turn.told().map((step) => ({ ...step, item: id })));
    }
    const stopped = steps.find(({ port }) => port === undefined);
    if (stopped) throw new Stopped(stopped.reason);
    const shown = items.length > ITEMS_WALKED ? `, shown for the first ${ITEMS_WALKED}` : "";
    const reason = `Would go through ${counted(items.length, "item")}${shown}`;
    return { kind: "settled", port: ALL_DONE, output: { count: items.length }, reason };
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
      const source = this.steps.get(reference.from) ?? this.outer?.steps.get(reference.from);
      const restsOnUnknown = (source?.unknown.length ?? 0) > 0;
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

  private conclude(node: PlanNode, outcome: Exclude<Outcome, { kind: "each" }>): Settled {
    const wanted = this.simulation.assume?.ports?.[node.id];
    switch (outcome.kind) {
      case "settled":
        return outcome;
      case "wait":
        return { ...concludeWait(outcome), reason: `Would wait until ${outcome.until}` };
      case "await":
        return assumeSeen(outcome, wanted ?? node.ports[0]?.id ?? "");
      case "look":
        return assumeSeen(outcome, wanted ?? node.ports[0]?.id ?? "");
      case "review":
        return assumeAnswered(outcome.request, wanted ?? APPROVED);
      case "effect":
        return assumeDone(outcome.request, wanted === undefined || wanted === node.ports[0]?.id);
    }
  }
}

/** What it will see once others have done their part is not known; the way out is assumed. */
function assumeSeen({ reason }: { reason: string }, port: string): Settled {
  return { kind: "settled", port, output: {}, reason: `Would wait. Now: ${reason}` };
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
