import assert from "node:assert/strict";
import type { Case } from "../case";

/** What was executed, in order. */
function journal() {
  const seen: string[] = [];
  const note = <T>(what: string, result: T): T => {
    seen.push(what);
    return result;
  };
  return { seen, note };
}

export const sequence: Case = {
  name: "sequence: each step once, results handed on",
  async play(stage) {
    const { seen, note } = journal();
    const flow = await stage.flow(async ({ step }) => {
      const a = await step.run("a", () => note("a", 1));
      const b = await step.run("b", () => note("b", a + 1));
      return step.run("c", () => note("c", b + 1));
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: 3 });
    assert.deepEqual(seen, ["a", "b", "c"]);
  },
};

export const branch: Case = {
  name: "branch: the way that is taken, and no other",
  async play(stage) {
    const seen: string[] = [];
    const flow = await stage.flow(async ({ event, step }) => {
      const large = await step.run("look", () => Number(event.data.amount) > 10);
      if (large) await step.run("large", () => seen.push("large"));
      else await step.run("small", () => seen.push("small"));
      return step.run("after", () => seen.length);
    });
    assert.deepEqual(await flow.ended(await flow.send({ amount: 20 })), { result: 1 });
    assert.deepEqual(await flow.ended(await flow.send({ amount: 5 })), { result: 2 });
    assert.deepEqual(seen, ["large", "small"]);
  },
};

export const parallelAndJoin: Case = {
  name: "parallel branches of several steps, joined",
  async play(stage) {
    const { seen, note } = journal();
    const flow = await stage.flow(async ({ step }) => {
      const way = async (name: string) => {
        const first = await step.run(`${name}1`, () => note(`${name}1`, 1));
        return step.run(`${name}2`, () => note(`${name}2`, first + 1));
      };
      const both = await Promise.all([way("a"), way("b"), way("c")]);
      return step.run("join", () => both.reduce((sum, each) => sum + each, 0));
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: 6 });
    assert.deepEqual(seen.toSorted(), ["a1", "a2", "b1", "b2", "c1", "c2"]);
  },
};

export const fanOut: Case = {
  name: "fan-out of 50 steps at once",
  async play(stage) {
    const { seen, note } = journal();
    const flow = await stage.flow(async ({ step }) => {
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, at) => step.run(`s${at}`, () => note(`s${at}`, at))),
      );
      return all;
    });
    const end = await flow.ended(await flow.send());
    assert.deepEqual(end, { result: Array.from({ length: 50 }, (_, at) => at) });
    assert.equal(seen.length, 50);
  },
};
