import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Case } from "../case";

const wakeName = () => `handoff/wake.${randomUUID()}`;

export const waitForEvent: Case = {
  name: "a wait ends with its event, and tells what it carried",
  async play(stage) {
    const name = wakeName();
    let asked = false;
    const flow = await stage.flow(async ({ step }) => {
      const [event] = await Promise.all([
        step.waitForEvent("wait", { event: name, timeout: "1h" }),
        step.run("ask", () => {
          asked = true;
        }),
      ]);
      return step.run("after", () => event?.data.by);
    });
    const token = await flow.send();
    await stage.until(() => asked, "The question");
    await stage.tell(name, { by: "Dana" });
    assert.deepEqual(await flow.ended(token), { result: "Dana" });
  },
};

export const sleep: Case = {
  name: "a timer: the run goes on, not before its time",
  async play(stage) {
    let fellAsleepAt = 0;
    let asleepMs = 0;
    const flow = await stage.flow(async ({ step }) => {
      await step.run("before", () => {
        fellAsleepAt = performance.now();
      });
      await step.sleep("nap", "1s");
      return step.run("after", () => {
        asleepMs = performance.now() - fellAsleepAt;
        return "awake";
      });
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: "awake" });
    assert.ok(asleepMs >= 990, `it slept ${Math.round(asleepMs)} ms of 1,000`);
  },
};

export const sleepUntil: Case = {
  name: "a timer until a moment",
  async play(stage) {
    const until = Date.now() + 2_000;
    const flow = await stage.flow(async ({ step }) => {
      await step.sleepUntil("nap", new Date(until));
      return step.run("after", () => Date.now());
    });
    const end = await flow.ended(await flow.send());
    assert.ok(
      "result" in end && Number(end.result) >= until - 50,
      `it ended ${JSON.stringify(end)} before ${until}`,
    );
  },
};

export const waitTimeout: Case = {
  name: "a wait for an event that does not come ends with nothing",
  async play(stage) {
    const flow = await stage.flow(async ({ step }) => {
      const event = await step.waitForEvent("wait", { event: wakeName(), timeout: "1s" });
      return step.run("after", () => event);
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: null });
  },
};

export const eventBeforeWait: Case = {
  name: "event before wait: ask beside the wait, and the answer that comes at once is not lost",
  async play(stage) {
    const flow = await stage.flow(async ({ event, step }) => {
      const name = `handoff/wake.${event.data.token}`;
      const [answer] = await Promise.all([
        step.waitForEvent("wait", { event: name, timeout: "1h" }),
        step.run("ask", () => stage.tell(name, { answer: "yes" })),
      ]);
      return step.run("after", () => answer?.data.answer);
    });
    const tokens = await Promise.all(Array.from({ length: 10 }, () => flow.send()));
    for (const token of tokens) assert.deepEqual(await flow.ended(token), { result: "yes" });
  },
};

export const cancel: Case = {
  name: "cancel: a run that waits is woken, sees that it was canceled, and does nothing more",
  async play(stage) {
    let asked = 0;
    let after = 0;
    const canceled = new Set<string>();
    const flow = await stage.flow(async ({ event, step }) => {
      const token = String(event.data.token);
      await Promise.all([
        step.waitForEvent("wait", { event: `handoff/wake.${token}`, timeout: "1h" }),
        step.run("ask", () => asked++),
      ]);
      if (await step.run("look", () => canceled.has(token))) return "canceled";
      await step.run("act", () => after++);
      return "done";
    });
    const [first, second] = await Promise.all([flow.send(), flow.send()]);
    await stage.until(() => asked === 2, "Both questions");
    canceled.add(first);
    await Promise.all([stage.tell(`handoff/wake.${first}`), stage.tell(`handoff/wake.${second}`)]);
    assert.deepEqual(await flow.ended(first), { result: "canceled" });
    assert.deepEqual(await flow.ended(second), { result: "done" });
    assert.equal(after, 1);
  },
};
