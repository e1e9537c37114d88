import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Case } from "../case";

/** Counts what is under way at once, in all and by key. */
function gauge() {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  const add = (key: string, change: number) => {
    const value = (now.get(key) ?? 0) + change;
    now.set(key, value);
    most.set(key, Math.max(most.get(key) ?? 0, value));
  };
  return {
    most: (key: string) => most.get(key) ?? 0,
    /** @param meets as many as shall be seen at once; whoever is first waits for them a while */
    async during(keys: readonly string[], meets = 1) {
      for (const key of keys) add(key, 1);
      await pause(100);
      for (let waited = 0; waited < 5_000 && (most.get(keys[0] ?? "") ?? 0) < meets; waited += 50)
        await pause(50);
      for (const key of keys) add(key, -1);
    },
  };
}

export const perFunction: Case = {
  name: "concurrency per function: never more at once, and all come through",
  async play(stage) {
    const seen = gauge();
    const flow = await stage.flow(
      async ({ step }) => {
        await step.run("first", () => seen.during(["all"], 2));
        await step.run("second", () => seen.during(["all"], 2));
      },
      { concurrency: [{ limit: 2 }] },
    );
    const tokens = await Promise.all(Array.from({ length: 8 }, () => flow.send()));
    for (const token of tokens) assert.ok("result" in (await flow.ended(token)));
    assert.equal(seen.most("all"), 2);
  },
};

export const perKey: Case = {
  name: "concurrency per key: one at a time of each, several keys at once, within the function's limit",
  async play(stage) {
    const seen = gauge();
    const flow = await stage.flow(
      async ({ event, step }) => {
        await step.run("work", () => seen.during(["all", String(event.data.key)], 2));
      },
      { concurrency: [{ limit: 2 }, { key: "event.data.key", limit: 1 }] },
    );
    const keys = ["a", "b", "c"].flatMap((key) => [key, key, key]);
    const tokens = await Promise.all(keys.map((key) => flow.send({ key })));
    for (const token of tokens) assert.ok("result" in (await flow.ended(token)));
    for (const key of ["a", "b", "c"]) assert.equal(seen.most(key), 1, `of ${key} at once`);
    assert.equal(seen.most("all"), 2);
  },
};

export const waitingDoesNotCount: Case = {
  name: "concurrency: a run that waits leaves its place to others, and takes its turn again",
  async play(stage) {
    let asked = false;
    const flow = await stage.flow(
      async ({ event, step }) => {
        if (!event.data.waits) return step.run("pass", () => "passed");
        await Promise.all([
          step.waitForEvent("wait", { event: `handoff/wake.${event.data.token}`, timeout: "1h" }),
          step.run("ask", () => {
            asked = true;
          }),
        ]);
        return step.run("after", () => "woken");
      },
      { concurrency: [{ limit: 1 }] },
    );
    const waiting = await flow.send({ waits: true });
    await stage.until(() => asked, "The question");
    for (let at = 0; at < 3; at++)
      assert.deepEqual(await flow.ended(await flow.send()), { result: "passed" });
    await stage.tell(`handoff/wake.${waiting}`);
    assert.deepEqual(await flow.ended(waiting), { result: "woken" });
  },
};

export const noExpressions: Case = {
  name: "a concurrency key that is an expression is refused with a sentence",
  only: "embedded",
  async play(stage) {
    await assert.rejects(
      stage.flow(async () => 1, { concurrency: [{ key: "event.data.a + '-' + event.data.b", limit: 1 }] }),
      /each with a key like “event.data.name”/,
    );
  },
};
