import assert from "node:assert/strict";
import type { Case } from "../case";

const MEGABYTE = 1024 * 1024;

export const largeOutput: Case = {
  name: "a step that comes to 3 MB is handed on whole",
  async play(stage) {
    const flow = await stage.flow(async ({ step }) => {
      const large = await step.run("large", () => "x".repeat(3 * MEGABYTE));
      await step.sleep("nap", "1s");
      return step.run("after", () => large.length);
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: 3 * MEGABYTE });
  },
};

export const tooLargeOutput: Case = {
  name: "a step that comes to 5 MB is refused: the run has failed, and that is told",
  async play(stage) {
    let after = 0;
    // A server tries it again like any other failure, for as often as the function says.
    const flow = await stage.flow(
      async ({ step }) => {
        await step.run("large", () => "x".repeat(5 * MEGABYTE));
        await step.sleep("nap", "1s");
        await step.run("after", () => after++);
      },
      { retries: 0 },
    );
    const end = await flow.ended(await flow.send());
    assert.ok("failure" in end && end.failure.length > 0, JSON.stringify(end).slice(0, 200));
    assert.equal(after, 0);
  },
};

export const byReference: Case = {
  name: "5 MB by reference: stored by one step, read by a later one",
  async play(stage) {
    const store = new Map<string, string>();
    const flow = await stage.flow(async ({ event, step }) => {
      const key = await step.run("store", () => {
        store.set(String(event.data.token), "x".repeat(5 * MEGABYTE));
        return String(event.data.token);
      });
      await step.sleep("nap", "1s");
      return step.run("read", () => store.get(key)?.length);
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: 5 * MEGABYTE });
  },
};

export const manySteps: Case = {
  name: "900 steps in one run",
  async play(stage) {
    let executed = 0;
    const flow = await stage.flow(async ({ step }) => {
      for (let at = 0; at < 900; at++) await step.run(`s${at}`, () => ++executed);
      return "through";
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: "through" });
    assert.equal(executed, 900);
  },
};

export const tooManySteps: Case = {
  name: "a run of more than 1,000 steps has failed at the limit, and that is told",
  async play(stage) {
    const flow = await stage.flow(async ({ step }) => {
      for (let at = 0; at < 1_200; at++) await step.run(`s${at}`, () => at);
      await step.sleep("nap", "1s");
      await step.run("after", () => 1);
    });
    const end = await flow.ended(await flow.send());
    assert.ok("failure" in end && /1,?000 steps/.test(end.failure), JSON.stringify(end));
  },
};

export const tooLargeState: Case = {
  name: "a run whose steps come to more than 32 MB together has failed, and that is told",
  async play(stage) {
    const flow = await stage.flow(async ({ step }) => {
      for (let at = 0; at < 12; at++) {
        await step.run(`large${at}`, () => "x".repeat(3 * MEGABYTE));
        if (at % 4 === 3) await step.sleep(`nap${at}`, "1s");
      }
    });
    const end = await flow.ended(await flow.send());
    assert.ok("failure" in end && end.failure.length > 0, JSON.stringify(end).slice(0, 200));
  },
};

export const tooLargeEvent: Case = {
  name: "an event of 600 KB is refused where it is sent",
  async play(stage) {
    const flow = await stage.flow(async ({ event, step }) =>
      step.run("measure", () => String(event.data.text).length),
    );
    await assert.rejects(flow.send({ text: "x".repeat(600 * 1024) }));
  },
};
