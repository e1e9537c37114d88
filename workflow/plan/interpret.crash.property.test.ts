import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePlan } from "./compile";
import { type Driver, interpret } from "./interpret";
import { isTold, type Known } from "./known";
import { type Plan, type PlanNode, SKIPPED } from "./plan";
import { deriveRunStates } from "./states";
import { BARE } from "./testing";
import { drawings } from "./testing/random-drawings";

const NEVER = new Promise<never>(() => undefined);

/**
 * A run that outlives its processes: what its steps came to is remembered, and a process that dies is followed by
 * one that begins again with that. Answers come in any order, those of the dead never.
 */
class Run {
  /** What steps came to, as the engine remembers it. */
  private readonly chains = new Map<string, Map<string, string>>();
  private readonly accepted = new Set<string>();
  private readonly settled = new Map<string, string>();
  private readonly begun = new Set<string>();
  private known: Known | undefined;
  /** Nodes as each life started them. */
  readonly lives: string[][] = [];
  private life = 0;

  constructor(
    private readonly plan: Plan,
    private readonly salt: number,
    private readonly scheduler: fc.Scheduler,
  ) {}

  /** One life. @param turns after so many answers it dies; undefined: it lives to the end */
  async live(turns?: number) {
    this.life += 1;
    const died = new Promise<"died">((resolve) => {
      this.die = () => {
        this.life += 1;
        resolve("died");
      };
    });
    this.left = turns ?? Number.POSITIVE_INFINITY;
    const started: string[] = [];
    this.lives.push(started);
    const driver = this.driver(this.life, started);
    const ended = interpret(this.plan, this.plan.triggers[0] ?? "", driver, this.known);
    return this.scheduler.waitFor(Promise.race([ended, died]));
  }

  /** What the nodes that have settled came to: rows, which stand whoever remembers. */
  remembered(): { settled: Map<string, string>; accepted: Set<string> } {
    const chained = [...this.chains.values()].flatMap((ports) => [...ports]);
    const before = this.known?.settled ?? [];
    return { settled: new Map([...before, ...chained, ...this.settled]), accepted: this.accepted };
  }

  /** Forgets what steps came to: all that the next life is told is what stands. @returns whether that tells everything */
  handOver(): boolean {
    const { settled } = this.remembered();
    const known = { settled, begun: new Set([...this.begun].filter((id) => !settled.has(id))) };
    if (!isTold(this.plan, known)) return false;
    this.known = known;
    this.chains.clear();
    this.accepted.clear();
    return true;
  }

  private die: () => void = () => undefined;
  private left = 0;

  /** Something comes back from outside, or from memory; the process may die over it. */
  private async turn(life: number): Promise<void> {
    await this.scheduler.schedule(Promise.resolve());
    if (life !== this.life) return NEVER;
    this.left -= 1;
    if (this.left > 0) return;
    this.die();
    return NEVER;
  }

  private driver(life: number, started: string[]): Driver {
    return {
      runPure: async (nodes) => {
        const head = nodes[0]?.id ?? "";
        started.push(head);
        await this.turn(life);
        const ports = this.chains.get(head) ?? this.chain(nodes);
        this.chains.set(head, ports);
        await this.turn(life);
        return ports;
      },
      runLong: (node) => {
        started.push(node.id);
        const begun = this.turn(life).then(() => {
          this.begun.add(node.id);
          if (this.chance(node) % 3 === 0 || this.portOf(node) === "confirmed") this.accepted.add(node.id);
        });
        const accepted = begun.then(() => this.turn(life)).then(() => this.accepted.has(node.id));
        const settled = begun
          .then(() => this.turn(life))
          .then(() => this.turn(life))
          .then(() => {
            const port = this.settled.get(node.id) ?? this.portOf(node);
            this.settled.set(node.id, port);
            return port;
          });
        return { accepted, settled };
      },
    };
  }

  private chain(nodes: readonly PlanNode[]): Map<string, string> {
    const ports = new Map<string, string>();
    for (const [index, node] of nodes.entries()) {
      const port = this.portOf(node);
      ports.set(node.id, port);
      if (!nodes[index + 1]?.incoming.some((edge) => edge.sourcePort === port)) break;
    }
    return ports;
  }

  private portOf(node: PlanNode): string {
    return node.ports[this.chance(node) % node.ports.length]?.id ?? "";
  }

  private chance({ id }: PlanNode): number {
    return [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, this.salt >>> 0);
  }
}

/** After how many answers each life dies. */
const deaths = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 6 });

function plainly(outcome: Awaited<ReturnType<Run["live"]>>) {
  if (outcome === "died") throw new Error("The last life died.");
  return [...outcome].map(([id, port]) => [id, port === SKIPPED ? "(skipped)" : port]);
}

/** Many runs on a busy machine take their time. */
const PATIENCE_MS = 60_000;

describe("any drawing, any process dying at any point", () => {
  it(
    "ends as if nothing had died",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          drawings,
          fc.nat(),
          deaths,
          fc.scheduler(),
          fc.scheduler(),
          async (graph, salt, turns, calm, rough) => {
            const plan = compilePlan(graph, BARE);
            const wanted = plainly(await new Run(plan, salt, calm).live());
            const run = new Run(plan, salt, rough);
            for (const each of turns) await run.live(each);
            expect(plainly(await run.live())).toEqual(wanted);
          },
        ),
        { numRuns: 200 },
      );
    },
    PATIENCE_MS,
  );

  it(
    "ends as if one life had done it all, where lives hand over what stands and nothing else",
    async () => {
      let handedOver = 0;
      await fc.assert(
        fc.asyncProperty(
          drawings,
          fc.nat(),
          deaths,
          fc.scheduler(),
          fc.scheduler(),
          async (graph, salt, turns, calm, rough) => {
            const plan = compilePlan(graph, BARE);
            const wanted = plainly(await new Run(plan, salt, calm).live());
            const run = new Run(plan, salt, rough);
            for (const each of turns) {
              await run.live(each);
              const before = new Set(run.remembered().settled.keys());
              if (!run.handOver()) continue;
              handedOver += before.size > 0 ? 1 : 0;
              await run.live(1);
              expect(run.lives.at(-1)?.filter((id) => before.has(id))).toEqual([]);
            }
            expect(plainly(await run.live())).toEqual(wanted);
          },
        ),
        { numRuns: 200 },
      );
      expect(handedOver).toBeGreaterThan(50);
    },
    PATIENCE_MS,
  );

  it(
    "starts in no life what another skips, and nothing twice within one",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          drawings,
          fc.nat(),
          deaths,
          fc.scheduler(),
          async (graph, salt, turns, scheduler) => {
            const plan = compilePlan(graph, BARE);
            const run = new Run(plan, salt, scheduler);
            for (const each of turns) await run.live(each);
            const outcome = await run.live();
            if (outcome === "died") throw new Error("The last life died.");
            for (const started of run.lives) {
              expect(new Set(started).size).toBe(started.length);
              expect(started.filter((id) => outcome.get(id) === SKIPPED)).toEqual([]);
            }
            // Whoever began again began with all of what had been begun, as far as the plan had come.
            const last = new Set(run.lives.at(-1));
            expect(run.lives.flat().filter((id) => !last.has(id))).toEqual([]);
          },
        ),
        { numRuns: 200 },
      );
    },
    PATIENCE_MS,
  );

  it(
    "agrees with the screens about what is over, also in the middle",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          drawings,
          fc.nat(),
          fc.integer({ min: 1, max: 20 }),
          fc.scheduler(),
          async (graph, salt, turns, scheduler) => {
            const plan = compilePlan(graph, BARE);
            const run = new Run(plan, salt, scheduler);
            await run.live(turns);
            const { settled, accepted } = run.remembered();
            const midway = deriveRunStates(plan, plan.triggers[0] ?? "", settled, accepted).nodes;
            const outcome = await run.live();
            if (outcome === "died") throw new Error("The last life died.");
            for (const [id, state] of midway) {
              if (state === "skipped") expect(outcome.get(id)).toBe(SKIPPED);
              if (state === "settled") expect(outcome.get(id)).not.toBe(SKIPPED);
            }
          },
        ),
        { numRuns: 200 },
      );
    },
    PATIENCE_MS,
  );
});
