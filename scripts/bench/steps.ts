import { randomUUID } from "node:crypto";
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { createEmbeddedEngine, type EmbeddedEngine } from "@/inngest/embedded/engine";
import { pool } from "@/server/db/pools";

/** The engine alone, on a database of its own: functions of as many steps as are asked for, one run after the other. */

type Shape = { steps: number; waits: boolean };

const shapes = new Map<string, Shape>();
const holder: { engine?: EmbeddedEngine } = {};

const client = new Inngest({
  id: "handoff",
  eventKey: "embedded",
  isDev: true,
  baseUrl: "http://embedded.invalid",
  fetch: ((input: RequestInfo | URL, init?: RequestInit) =>
    holder.engine?.fetch(input, init)) as typeof globalThis.fetch,
});

/** A wait as the product makes them: it stands first, then a step looks, and here always finds that it is over. */
function compile(name: string, { steps, waits }: Shape) {
  return client.createFunction({ id: `wf-${name}`, triggers: [] }, async ({ step, event }) => {
    for (let number = 0; number < steps; number++) {
      await step.run(`step-${number}`, () => ({ port: "done", number }));
      if (!waits || number % 10 !== 9) continue;
      const wake = `handoff/wake.${event.id}.${number}`;
      await Promise.all([
        step.waitForEvent(`wait-${number}`, { event: wake, timeout: "3d" }),
        step.run(`look-${number}`, async () => {
          await client.send({ name: wake, data: {} });
          return null;
        }),
      ]);
    }
  });
}

async function start(): Promise<void> {
  const functions = new Map<string, (request: Request) => Promise<Response>>();
  const engine = createEmbeddedEngine({
    pool: pool("engine"),
    appId: "handoff",
    onError: (error) => console.error(error),
    handler: (request) => {
      const name = (new URL(request.url).searchParams.get("fnId") ?? "").replace(/^handoff-wf-/, "");
      let handler = functions.get(name);
      if (!handler) {
        handler = serve({
          client,
          functions: [compile(name, shapes.get(name) ?? { steps: 1, waits: false })],
        });
        functions.set(name, handler);
      }
      return handler(request);
    },
  });
  holder.engine = engine;
  await engine.start();
}

async function untilFinished(name: string, count: number): Promise<void> {
  for (;;) {
    const { rows } = await pool("engine").query<{ status: string; count: number }>(
      "SELECT status, count(*)::int AS count FROM engine.run WHERE function_id = $1 GROUP BY 1",
      [`wf-${name}`],
    );
    const of = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
    if (of("failed") > 0) throw new Error(`${of("failed")} runs failed.`);
    if (of("finished") >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function work({ steps, waits, runs }: Shape & { runs: number }) {
  const name = randomUUID();
  shapes.set(name, { steps, waits });
  const began = performance.now();
  for (let number = 1; number <= runs; number++) {
    await client.send({ name: `handoff/run.${name}`, id: `${name}-${number}`, data: {} });
    await untilFinished(name, number);
  }
  const wallMs = performance.now() - began;
  const { rows } = await pool("engine").query<{ count: number }>(
    `SELECT count(*)::int AS count FROM engine.step JOIN engine.run ON run.id = step.run_id
     WHERE function_id = $1 AND memo IS NOT NULL`,
    [`wf-${name}`],
  );
  return { wallMs, remembered: rows[0]?.count ?? 0 };
}

type Question = { id: number; what: "start" | "run"; options: Shape & { runs: number } };

// Asked as the other helpers are (`helper.mjs`); written down here because that one has no types.
process.on("message", async ({ id, what, options }: Question) => {
  try {
    process.send?.({ id, answer: what === "start" ? await start() : await work(options) });
  } catch (error) {
    process.send?.({ id, fault: String(error) });
  }
});
process.on("disconnect", () => process.exit(0));
