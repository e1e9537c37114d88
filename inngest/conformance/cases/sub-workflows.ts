import assert from "node:assert/strict";
import type { Case } from "../case";
import type { Flow } from "../stage";

/** Runs of another function, waited for as the product does: its end is an event, and the truth stands elsewhere. */
const doneName = (token: string) => `handoff/wake.${token}`;

export const subWorkflow: Case = {
  name: "sub-workflow: another function's run is started and waited for",
  async play(stage) {
    const results = new Map<string, number>();
    const child = await stage.flow(async ({ event, step }) => {
      const token = String(event.data.token);
      await step.run("double", () => results.set(token, Number(event.data.value) * 2).size);
      await step.run("tell", () => stage.tell(doneName(token)));
    });
    const parent = await stage.flow(async ({ event, step }) => {
      const token = `${event.data.token}-child`;
      await Promise.all([
        step.waitForEvent("wait", { event: doneName(token), timeout: "1h" }),
        step.run("start", () => child.send({ value: 21 }, token)),
      ]);
      return step.run("result", () => results.get(token));
    });
    assert.deepEqual(await parent.ended(await parent.send()), { result: 42 });
  },
};

const ITEMS = 1_001;
const CHUNK = 50;

export const loop: Case = {
  name: "a loop of 1,001 items in chunks, each a run of its own; results in order",
  async play(stage) {
    const done = new Map<number, number>();
    let executions = 0;
    const chunk: Flow = await stage.flow(async ({ event, step }) => {
      const from = Number(event.data.from);
      for (let at = from; at < Math.min(from + CHUNK, ITEMS); at++) {
        await step.run(`item[${at}]`, () => {
          executions++;
          done.set(at, at * at);
        });
      }
      await step.run("tell", () => stage.tell(doneName(String(event.data.token))));
    });
    const loopOver = await stage.flow(async ({ event, step }) => {
      const chunks = Array.from({ length: Math.ceil(ITEMS / CHUNK) }, (_, at) => at * CHUNK);
      await Promise.all(
        chunks.flatMap((from) => {
          const token = `${event.data.token}-${from}`;
          return [
            step.waitForEvent(`wait[${from}]`, { event: doneName(token), timeout: "1h" }),
            step.run(`start[${from}]`, () => chunk.send({ from }, token)),
          ];
        }),
      );
      return step.run("collect", () => Array.from({ length: ITEMS }, (_, at) => done.get(at) ?? -1));
    });
    const token = await loopOver.send();
    const end = await loopOver.ended(token);
    for (let from = 0; from < ITEMS; from += CHUNK) await chunk.ended(`${token}-${from}`);
    assert.deepEqual(end, { result: Array.from({ length: ITEMS }, (_, at) => at * at) });
    assert.equal(executions, ITEMS);
    assert.equal(chunk.runs.size, Math.ceil(ITEMS / CHUNK));
  },
};

export const noInvoke: Case = {
  name: "step.invoke is refused with a sentence",
  only: "embedded",
  async play(stage) {
    const flow = await stage.flow(async ({ step }) => {
      const other = stage.client.createFunction({ id: "other", triggers: [] }, async () => 1);
      return step.invoke("other", { function: other });
    });
    const end = await flow.ended(await flow.send());
    assert.ok("failure" in end && end.failure.includes("has no step.invoke"), JSON.stringify(end));
  },
};

export const noCancelOn: Case = {
  name: "cancelOn is refused with a sentence when it is registered",
  only: "embedded",
  async play(stage) {
    await assert.rejects(
      stage.flow(async () => 1, { cancelOn: [{ event: "handoff/cancel", match: "data.token" }] }),
      /asks for cancelOn, which the embedded engine does not have/,
    );
  },
};
