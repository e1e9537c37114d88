import { randomUUID } from "node:crypto";
import { Inngest, NonRetriableError } from "inngest";
import { serve } from "inngest/edge";
import { afterEach, describe, expect, test, vi } from "vitest";
import { pool } from "@/server/db/pools";
import { createEmbeddedEngine, type EmbeddedEngine } from "./engine";

type Step = Parameters<Parameters<Inngest["createFunction"]>[1]>[0]["step"];
type Body = (step: Step) => Promise<unknown>;

const started: EmbeddedEngine[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.stop()));
});

/** Real functions on the real SDK, driven by one or more engines on one database. */
async function setUp(
  body: Body,
  options: {
    engines?: number;
    leaseMs?: number;
    onRunFailed?: (run: { error: string }) => Promise<void>;
  } = {},
) {
  const workflow = randomUUID();
  const make = () => {
    const late: { engine?: EmbeddedEngine } = {};
    const client = new Inngest({
      id: "handoff",
      eventKey: "embedded",
      isDev: true,
      baseUrl: "http://engine.local",
      fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
        late.engine?.fetch(input, init)) as typeof globalThis.fetch,
    });
    const fn = client.createFunction({ id: `wf-${workflow}`, triggers: [] }, async ({ step }) => body(step));
    const engine = createEmbeddedEngine({
      pool: pool("engine"),
      handler: serve({ client, functions: [fn] }),
      appId: "handoff",
      leaseMs: options.leaseMs,
      onRunFailed: options.onRunFailed,
      onError: (error) => {
        throw error;
      },
    });
    late.engine = engine;
    started.push(engine);
    return { client, engine };
  };
  const instances = Array.from({ length: options.engines ?? 1 }, make);
  for (const { engine } of instances) await engine.start();
  const [first] = instances;
  if (!first) throw new Error("At least one engine.");
  return {
    client: first.client,
    instances,
    start: (id = "event") => first.client.send({ name: `handoff/run.${workflow}`, id, data: {} }),
    status: async () => {
      const { rows } = await pool("engine").query<{ status: string }>(
        "SELECT status FROM engine.run WHERE function_id = $1",
        [`wf-${workflow}`],
      );
      return rows.map((row) => row.status);
    },
    makeDue: () =>
      pool("engine").query(
        "UPDATE engine.run SET available_at = engine.now() WHERE function_id = $1 AND lease_until IS NULL",
        [`wf-${workflow}`],
      ),
  };
}

const finished = (status: () => Promise<string[]>, count = 1) =>
  vi.waitFor(async () => expect(await status()).toEqual(Array(count).fill("finished")), {
    timeout: 8_000,
    interval: 20,
  });

describe("the embedded engine", () => {
  test("runs a sequence, each step once, and hands results on", async () => {
    const seen: string[] = [];
    const run = await setUp(async (step) => {
      const a = await step.run("a", () => {
        seen.push("a");
        return 1;
      });
      const b = await step.run("b", () => {
        seen.push("b");
        return a + 1;
      });
      await step.run("c", () => void seen.push(`c${b}`));
    });
    await run.start();
    await finished(run.status);
    expect(seen).toEqual(["a", "b", "c2"]);
  });

  test("runs branches side by side and joins them", async () => {
    const seen: string[] = [];
    const run = await setUp(async (step) => {
      const both = await Promise.all([
        step.run("a", () => {
          seen.push("a");
          return 1;
        }),
        step.run("b", () => {
          seen.push("b");
          return 2;
        }),
      ]);
      await step.run("join", () => void seen.push(`join${both.join("")}`));
    });
    await run.start();
    await finished(run.status);
    expect(seen.toSorted()).toEqual(["a", "b", "join12"]);
  });

  test("one event starts one run, however often it is sent", async () => {
    const run = await setUp(async (step) => step.run("a", () => 1));
    await Promise.all(Array.from({ length: 20 }, () => run.start("same")));
    await run.start("other");
    await finished(run.status, 2);
  });

  test("a wait ends when its event comes, and tells which", async () => {
    const name = `handoff/wake.${randomUUID()}`;
    let got: unknown = "nothing";
    const run = await setUp(async (step) => {
      const event = await step.waitForEvent("wait", { event: name, timeout: "1h" });
      await step.run("after", () => {
        got = event?.data;
      });
    });
    await run.start();
    await vi.waitFor(async () =>
      expect(
        (await pool("engine").query("SELECT 1 FROM engine.wait WHERE event_name = $1", [name])).rowCount,
      ).toBe(1),
    );
    await run.client.send({ name, data: { by: "Dana" } });
    await finished(run.status);
    expect(got).toEqual({ by: "Dana" });
  });

  test("a wait that nobody ends, ends with nothing at its deadline", async () => {
    let got: unknown = "unset";
    const run = await setUp(async (step) => {
      const event = await step.waitForEvent("wait", { event: `handoff/wake.${randomUUID()}`, timeout: "1s" });
      await step.run("after", () => {
        got = event;
      });
    });
    await run.start();
    await finished(run.status);
    expect(got).toBeNull();
  });

  test("a wake sent by a step beside the wait is not lost", async () => {
    const name = `handoff/wake.${randomUUID()}`;
    const late: { client?: Inngest } = {};
    const run = await setUp(async (step) => {
      await Promise.all([
        step.waitForEvent("wait", { event: name, timeout: "1h" }),
        step.run("check", async () => {
          await late.client?.send({ name, data: {} });
        }),
      ]);
      await step.run("after", () => 1);
    });
    late.client = run.client;
    await run.start();
    await finished(run.status);
  });

  test("sleeps, and goes on", async () => {
    let awake = false;
    const run = await setUp(async (step) => {
      await step.sleep("nap", "1s");
      await step.run("after", () => {
        awake = true;
      });
    });
    await run.start();
    await finished(run.status);
    expect(awake).toBe(true);
  });

  test("a step that fails is tried again; what came before it is not", async () => {
    let firsts = 0;
    let tries = 0;
    const run = await setUp(async (step) => {
      await step.run("first", () => void firsts++);
      await step.run("shaky", () => {
        if (++tries < 3) throw new Error("not yet");
      });
    });
    await run.start();
    await vi.waitFor(
      async () => {
        await run.makeDue();
        expect(await run.status()).toEqual(["finished"]);
      },
      { timeout: 8_000, interval: 50 },
    );
    expect({ firsts, tries }).toEqual({ firsts: 1, tries: 3 });
  });

  test("a failure that retrying cannot mend ends the run, and is told", async () => {
    let tries = 0;
    const told: string[] = [];
    const run = await setUp(
      async (step) => {
        await step.run("doomed", () => {
          tries++;
          throw new NonRetriableError("no such thing");
        });
      },
      { onRunFailed: async ({ error }) => void told.push(error) },
    );
    await run.start();
    await vi.waitFor(async () => expect(await run.status()).toEqual(["failed"]), { timeout: 8_000 });
    expect(tries).toBe(1);
    expect(told[0]).toContain("no such thing");
  });

  test("several engines on one database remember each step once", async () => {
    const counts = new Map<string, number>();
    const run = await setUp(
      async (step) => {
        for (let at = 0; at < 5; at++)
          await step.run(`s${at}`, () => void counts.set(`s${at}`, (counts.get(`s${at}`) ?? 0) + 1));
      },
      { engines: 3 },
    );
    await Promise.all(Array.from({ length: 12 }, (_, at) => run.start(`event-${at}`)));
    await finished(run.status, 12);
    expect([...counts.values()]).toEqual([12, 12, 12, 12, 12]);
  });

  test("a run whose holder vanished goes on elsewhere, without repeating what was remembered", async () => {
    const seen: string[] = [];
    let hang = true;
    const run = await setUp(
      async (step) => {
        await step.run("before", () => void seen.push("before"));
        await step.run("stuck", () => {
          if (hang) return new Promise(() => undefined);
          seen.push("stuck");
        });
        await step.run("after", () => void seen.push("after"));
      },
      { engines: 2, leaseMs: 600 },
    );
    await run.start();
    await vi.waitFor(() => expect(seen).toEqual(["before"]));
    hang = false;
    // Its holder stops giving signs of life, as a killed process would.
    const { rows } = await pool("engine").query<{ lease_owner: string }>(
      "SELECT lease_owner FROM engine.run WHERE lease_owner IS NOT NULL",
    );
    await pool("engine").query(
      "UPDATE engine.run SET lease_owner = 'vanished', lease_until = engine.now() WHERE lease_owner = $1",
      [rows[0]?.lease_owner],
    );
    await finished(run.status);
    expect(seen).toEqual(["before", "stuck", "after"]);
  });

  test("an overtaken holder tells of no failure", async () => {
    const told: string[] = [];
    let overtaken = false;
    const run = await setUp(
      async (step) => {
        await step.run("first", () => 1);
        await step.run("slow", async () => {
          if (overtaken) return;
          overtaken = true;
          await pool("engine").query(
            "UPDATE engine.run SET lease_owner = 'another', lease_until = engine.now(), generation = generation + 1 WHERE lease_owner IS NOT NULL",
          );
        });
      },
      { onRunFailed: async ({ error }) => void told.push(error) },
    );
    await run.start();
    await finished(run.status);
    expect(told).toEqual([]);
  });

  test("a result that the database cannot hold as it is does not repeat the step", async () => {
    let times = 0;
    const run = await setUp(async (step) => {
      await step.run("odd", () => {
        times++;
        return "a\u0000b";
      });
    });
    await run.start();
    await finished(run.status);
    expect(times).toBe(1);
  });

  test("a hundred steps in a row", async () => {
    let count = 0;
    const run = await setUp(async (step) => {
      for (let at = 0; at < 100; at++) await step.run(`s${at}`, () => void count++);
    });
    await run.start();
    await finished(run.status);
    expect(count).toBe(100);
  });
});
