import { afterEach, beforeEach, expect, test } from "vitest";
import { pool } from "@/server/db/pools";
import { moveClock } from "@/server/testing/clock";
import { type OpenStage, openEmbedded } from "./embedded";
import type { Flow, Stage } from "./stage";

// What no server lets anybody try: the embedded engine by a clock that the test moves.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

let open: OpenStage;
let stage: Stage;
/** A run of it has gone through: the engine has looked at what is due since. */
let marker: Flow;
beforeEach(async () => {
  open = await openEmbedded(pool("engine"), { engines: 2 });
  stage = open.stage;
  marker = await stage.flow(async ({ step }) => step.run("mark", () => 1));
});
afterEach(async () => {
  await moveClock(0);
  await open.close();
});

const passBy = async () => void (await marker.ended(await marker.send()));

/** Somebody sleeps: from now on the clock may be moved. */
const asleep = () =>
  expect.poll(async () => (await pool("engine").query("SELECT 1 FROM engine.wait")).rowCount).toBe(1);

test("40 days of sleep: not a minute less, and the run goes on", async () => {
  let awake = 0;
  const flow = await stage.flow(async ({ step }) => {
    const before = await step.run("before", () => "kept");
    await step.sleep("nap", "40d");
    await step.run("wake", () => awake++);
    return before;
  });
  const token = await flow.send();
  await asleep();
  await moveClock(40 * DAY - MINUTE);
  await passBy();
  expect(awake).toBe(0);
  await moveClock(40 * DAY + MINUTE);
  expect(await flow.ended(token)).toEqual({ result: "kept" });
  expect(awake).toBe(1);
});

test("a moment is kept by the database's clock, not by the machine's", async () => {
  await moveClock(10 * DAY);
  const until = Date.now() + 12 * DAY;
  const flow = await stage.flow(async ({ step }) => {
    await step.sleepUntil("nap", new Date(until));
    return step.run("after", () => "awake");
  });
  const token = await flow.send();
  await passBy();
  await moveClock(12 * DAY + MINUTE);
  expect(await flow.ended(token)).toEqual({ result: "awake" });
});

test("a wait of 30 days ends with nothing at its deadline, and with its event before it", async () => {
  let asked = 0;
  const flow = await stage.flow(async ({ event, step }) => {
    const [answer] = await Promise.all([
      step.waitForEvent("wait", { event: `handoff/wake.${event.data.token}`, timeout: "30d" }),
      step.run("ask", () => asked++),
    ]);
    return step.run("after", () => answer?.data.by ?? "nobody");
  });
  const [late, early] = await Promise.all([flow.send(), flow.send()]);
  await stage.until(() => asked === 2, "Both questions");
  await moveClock(29 * DAY);
  await stage.tell(`handoff/wake.${early}`, { by: "Dana" });
  expect(await flow.ended(early)).toEqual({ result: "Dana" });
  await moveClock(30 * DAY + MINUTE);
  expect(await flow.ended(late)).toEqual({ result: "nobody" });
});

test("attempts come further and further apart, and end after the fifth", async () => {
  let tries = 0;
  let moved = 0;
  const flow = await stage.flow(async ({ step }) =>
    step.run("doomed", () => {
      tries++;
      throw new Error("still down");
    }),
  );
  const forward = async (ms: number) => {
    moved += ms;
    await moveClock(moved);
    await passBy();
  };
  const tried = (count: number) => stage.until(() => tries === count, `Attempt ${count}`);
  const token = await flow.send();
  await tried(1);
  await forward(2 * SECOND);
  await tried(2);
  await forward(7 * SECOND);
  await tried(3);
  // A quarter more or less than 15 s, then than a minute.
  await forward(5 * SECOND);
  expect(tries).toBe(3);
  await forward(15 * SECOND);
  await tried(4);
  await forward(35 * SECOND);
  expect(tries).toBe(4);
  await forward(45 * SECOND);
  expect(await flow.ended(token)).toEqual({ failure: "still down" });
  expect(tries).toBe(5);
});

test("a lease that ran out is taken over, and what its holder comes to later does not count", async () => {
  const gate: { open: () => void } = { open: () => undefined };
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  let executions = 0;
  const flow = await stage.flow(async ({ step }) => {
    const execution = await step.run("stuck", async () => {
      const mine = ++executions;
      if (mine === 1) await opened;
      return mine;
    });
    await step.sleep("nap", "1s");
    return step.run("after", () => execution);
  });
  const token = await flow.send();
  await stage.until(() => executions === 1, "The first holder");
  await moveClock(11 * SECOND);
  await stage.until(() => executions === 2, "The second holder");
  gate.open();
  expect(await flow.ended(token)).toEqual({ result: 2 });
  await passBy();
  expect(flow.runs.size).toBe(1);
});

test("a clock that jumps ten minutes ahead and back: every run ends once, with what its steps first came to", async () => {
  const first = new Map<string, Set<number>>();
  const flow = await stage.flow(
    async ({ event, step }) => {
      const token = String(event.data.token);
      const drawn = await step.run("draw", () => Math.random());
      await step.sleep("nap", "1s");
      first.set(token, (first.get(token) ?? new Set()).add(drawn));
      await Promise.all([step.run("a", () => 1), step.run("b", () => 2)]);
      await step.sleep("nap again", "1s");
      first.set(token, (first.get(token) ?? new Set()).add(drawn));
      return step.run("after", () => drawn);
    },
    { concurrency: [{ limit: 5 }] },
  );
  const tokens = await Promise.all(Array.from({ length: 20 }, () => flow.send()));
  for (const minutes of [10, 0, -10, 0, 10]) {
    await moveClock(minutes * MINUTE);
    // Behind its time the engine may do nothing, which is late and not lost: there is nothing to wait for but time.
    if (minutes >= 0) await passBy();
  }
  for (const token of tokens) {
    const end = await flow.ended(token);
    expect(end).toEqual({ result: [...(first.get(token) ?? [])][0] });
    expect(first.get(token)?.size).toBe(1);
  }
  expect(flow.runs.size).toBe(20);
}, 60_000);
