import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePlan } from "./compile";
import { type Driver, interpret } from "./interpret";
import { type Plan, type PlanNode, SKIPPED, type Skipped } from "./plan";
import { deriveRunStates } from "./states";
import { BARE } from "./testing";
import { drawings } from "./testing/random-drawings";

/** Answers by chance, but the same for a node whenever it is asked; the scheduler decides who answers when. */
class RandomDriver implements Driver {
  readonly started: string[] = [];
  readonly settled = new Set<string>();
  private readonly doneAtStart = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly plan: Plan,
    private readonly salt: number,
    private readonly scheduler: fc.Scheduler,
  ) {}

  portOf(node: PlanNode): string {
    return node.ports[this.chance(node) % node.ports.length]?.id ?? "";
  }

  accepts(node: PlanNode): boolean {
    return this.portOf(node) === "confirmed" || this.chance(node) % 3 === 0;
  }

  async runPure(nodes: PlanNode[]): Promise<Map<string, string>> {
    const ports = new Map<string, string>();
    for (const [index, node] of nodes.entries()) {
      this.begin(node, new Set(nodes.slice(0, index).map(({ id }) => id)));
      await this.scheduler.schedule(Promise.resolve());
      ports.set(node.id, this.portOf(node));
      if (!nodes[index + 1]?.incoming.some((edge) => edge.sourcePort === this.portOf(node))) break;
    }
    for (const id of ports.keys()) this.settled.add(id);
    return ports;
  }

  runLong(node: PlanNode) {
    this.begin(node, new Set());
    const accepted = this.scheduler.schedule(Promise.resolve(this.accepts(node)));
    const settled = accepted
      .then(() => this.scheduler.schedule(Promise.resolve()))
      .then(() => {
        this.settled.add(node.id);
        return this.portOf(node);
      });
    return { accepted, settled };
  }

  private begin(node: PlanNode, inChain: ReadonlySet<string>): void {
    this.started.push(node.id);
    this.doneAtStart.set(node.id, new Set([...this.settled, ...inChain]));
  }

  /** Nodes that started before what they read had settled, or without an edge taken. */
  problems(): string[] {
    const byId = new Map(this.plan.nodes.map((node) => [node.id, node]));
    return this.plan.nodes.flatMap((node) => {
      const done = this.doneAtStart.get(node.id);
      if (!done) return [];
      const { reads } = node.config as { reads: { from: string }[] };
      // Skipped nodes never start: what they would have said is missing, and nobody waits for it.
      const early = reads.filter(({ from }) => this.doneAtStart.has(from) && !done.has(from));
      const taken = node.incoming.filter((edge) => {
        const source = byId.get(edge.source);
        if (!source || !this.doneAtStart.has(source.id)) return false;
        if (edge.dontWait && this.accepts(source)) return true;
        return done.has(source.id) && this.portOf(source) === edge.sourcePort;
      });
      const unasked = node.behaviour !== "trigger" && taken.length === 0;
      return [
        ...early.map(({ from }) => `${node.id} read ${from} early`),
        ...(unasked ? [`${node.id} started without an edge`] : []),
      ];
    });
  }

  private chance(node: PlanNode): number {
    return [...node.id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, this.salt >>> 0);
  }
}

async function run(plan: Plan, salt: number, scheduler: fc.Scheduler) {
  const driver = new RandomDriver(plan, salt, scheduler);
  const outcome = await scheduler.waitFor(interpret(plan, plan.triggers[0] ?? "", driver));
  return { driver, outcome };
}

function plainly(outcome: ReadonlyMap<string, string | Skipped>) {
  return [...outcome].map(([id, port]) => [id, port === SKIPPED ? "(skipped)" : port]);
}

/** Many runs on a busy machine take their time. */
const PATIENCE_MS = 60_000;

describe("any drawing, any order of answers", () => {
  it(
    "settles or skips every node exactly once, never before what it needs",
    async () => {
      await fc.assert(
        fc.asyncProperty(drawings, fc.nat(), fc.scheduler(), async (graph, salt, scheduler) => {
          const plan = compilePlan(graph, BARE);
          const { driver, outcome } = await run(plan, salt, scheduler);
          const ran = plan.nodes.map(({ id }) => id).filter((id) => outcome.get(id) !== SKIPPED);
          expect(outcome.size).toBe(plan.nodes.length);
          expect(driver.started.toSorted()).toEqual(ran.toSorted());
          expect(driver.problems()).toEqual([]);
        }),
        { numRuns: 200 },
      );
    },
    PATIENCE_MS,
  );

  it(
    "ends the same whoever answers first",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          drawings,
          fc.nat(),
          fc.scheduler(),
          fc.scheduler(),
          async (graph, salt, one, other) => {
            const plan = compilePlan(graph, BARE);
            const first = await run(plan, salt, one);
            const second = await run(plan, salt, other);
            expect(plainly(second.outcome)).toEqual(plainly(first.outcome));
          },
        ),
        { numRuns: 200 },
      );
    },
    PATIENCE_MS,
  );

  it(
    "agrees with the states that screens derive",
    async () => {
      await fc.assert(
        fc.asyncProperty(drawings, fc.nat(), fc.scheduler(), async (graph, salt, scheduler) => {
          const plan = compilePlan(graph, BARE);
          const { outcome } = await run(plan, salt, scheduler);
          const settled = new Map(
            [...outcome].flatMap(([id, port]) => (port === SKIPPED ? [] : [[id, port]])),
          );
          const states = deriveRunStates(plan, plan.triggers[0] ?? "", settled).nodes;
          const expected = [...outcome].map(([id, port]) => [id, port === SKIPPED ? "skipped" : "settled"]);
          expect([...states]).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    },
    PATIENCE_MS,
  );
});
