import { randomUUID } from "node:crypto";
import { Inngest } from "inngest";
import { serve } from "inngest/edge";
import { asksFor, type Call } from "@/inngest/call";
import { createEmbeddedEngine, type EmbeddedEngine } from "@/inngest/embedded/engine";
import { LONG } from "@/inngest/legs";
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

/** Of each run, how much has come to its end: in the product, rows. */
const standing = new Map<string, number>();
/** The call under way: one run goes on at a time. */
let call: Pick<Call, "memos" | "wanted"> = { memos: 0, wanted: null };

/** Steps, and waits as the product makes them: the wait stands first, then a step looks, and here finds it over. */
function partsOf({ steps, waits }: Shape): string[] {
  const numbers = Array.from({ length: steps }, (_, index) => index);
  return numbers.flatMap((index) => [
    `step-${index}`,
    ...(waits && index % 10 === 9 ? [`wait-${index}`] : []),
  ]);
}

/** Goes on in another leg where the product does. */
function compile(name: string, shape: Shape) {
  const parts = partsOf(shape);
  return client.createFunction({ id: `wf-${name}`, triggers: [] }, async ({ step, event }) => {
    const { first = event.id ?? "", leg = 0 } = event.data as { first?: string; leg?: number };
    if (call.memos >= LONG && asksFor("hand-over", call)) {
      await step.run("hand-over", () =>
        client.send({ name: event.name, id: `${first}:leg:${leg + 1}`, data: { first, leg: leg + 1 } }),
      );
      return;
    }
    const from = leg === 0 ? 0 : await step.run("known", () => standing.get(first) ?? 0);
    for (const [index, part] of parts.entries()) {
      if (index < from) continue;
      if (part.startsWith("step")) await step.run(part, () => ({ port: "done", part }));
      else {
        const wake = `handoff/wake.${first}.${part}`;
        await Promise.all([
          step.waitForEvent(part, { event: wake, timeout: "3d" }),
          step.run(`${part}:look`, () => client.send({ name: wake, data: {} })),
        ]);
      }
      standing.set(first, index + 1);
    }
  });
}

async function start(): Promise<void> {
  const functions = new Map<string, (request: Request) => Promise<Response>>();
  const engine = createEmbeddedEngine({
    pool: pool("engine"),
    appId: "handoff",
    onError: (error) => console.error(error),
    handler: async (request) => {
      const body = await request.text();
      const { searchParams } = new URL(request.url);
      const stepId = searchParams.get("stepId") ?? "step";
      const { steps } = JSON.parse(body) as { steps: object };
      call = { memos: Object.keys(steps).length, wanted: stepId === "step" ? null : stepId };
      const name = (searchParams.get("fnId") ?? "").replace(/^handoff-wf-/, "");
      let handler = functions.get(name);
      if (!handler) {
        handler = serve({
          client,
          functions: [compile(name, shapes.get(name) ?? { steps: 1, waits: false })],
        });
        functions.set(name, handler);
      }
      return handler(new Request(request.url, { method: "POST", headers: request.headers, body }));
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
    // A leg starts the next before it ends.
    if (of("finished") >= count && of("due") + of("waiting") === 0) return;
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
  const { rows } = await pool("engine").query<{ remembered: number; handedOver: number }>(
    `SELECT count(*)::int AS remembered, (count(DISTINCT run.id) - $2)::int AS "handedOver"
     FROM engine.step JOIN engine.run ON run.id = step.run_id WHERE function_id = $1 AND memo IS NOT NULL`,
    [`wf-${name}`, runs],
  );
  return { wallMs, ...rows[0] };
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
