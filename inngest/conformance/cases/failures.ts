import assert from "node:assert/strict";
import { NonRetriableError, RetryAfterError } from "inngest";
import type { Case } from "../case";

export const retry: Case = {
  name: "a step that fails is tried again after a while; what came before is not",
  async play(stage) {
    let firsts = 0;
    const triedAt: number[] = [];
    const flow = await stage.flow(async ({ step }) => {
      await step.run("first", () => firsts++);
      return step.run("shaky", () => {
        triedAt.push(performance.now());
        if (triedAt.length < 2) throw new Error("not yet");
        return "steady";
      });
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: "steady" });
    assert.equal(firsts, 1);
    const [first = 0, second = 0] = triedAt;
    assert.ok(second - first >= 500, `tried again after ${Math.round(second - first)} ms`);
  },
};

export const retryAfter: Case = {
  name: "retry-after: not before the moment that the step names",
  async play(stage) {
    const triedAt: number[] = [];
    const flow = await stage.flow(async ({ step }) =>
      step.run("limited", () => {
        triedAt.push(performance.now());
        if (triedAt.length < 2) throw new RetryAfterError("too many", 3_000);
        return "through";
      }),
    );
    assert.deepEqual(await flow.ended(await flow.send()), { result: "through" });
    const [first = 0, second = 0] = triedAt;
    // A server keeps moments to the second, and so may come up to a second early.
    const least = stage.kind === "server" ? 2_000 : 2_900;
    assert.ok(second - first >= least, `tried again after ${Math.round(second - first)} ms of 3,000`);
  },
};

export const retriesInParallel: Case = {
  name: "of steps at once, only the one that failed is tried again",
  async play(stage) {
    let steady = 0;
    let shaky = 0;
    const flow = await stage.flow(async ({ step }) => {
      await Promise.all([
        step.run("steady", () => steady++),
        step.run("shaky", () => {
          if (shaky++ === 0) throw new RetryAfterError("not yet", 1_000);
        }),
      ]);
      return "joined";
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: "joined" });
    assert.deepEqual({ steady, shaky }, { steady: 1, shaky: 2 });
  },
};

export const givesUp: Case = {
  name: "after five attempts the run has failed, and that is told",
  async play(stage) {
    let tries = 0;
    const flow = await stage.flow(
      async ({ step }) =>
        step.run("doomed", () => {
          tries++;
          throw new RetryAfterError("still down", 1_000);
        }),
      { retries: 4 },
    );
    const end = await flow.ended(await flow.send());
    assert.ok("failure" in end && end.failure.includes("still down"), JSON.stringify(end));
    assert.equal(tries, 5);
  },
};

export const nonRetriable: Case = {
  name: "a failure that retrying cannot mend ends the run at once, and is told",
  async play(stage) {
    let tries = 0;
    const flow = await stage.flow(async ({ step }) =>
      step.run("doomed", () => {
        tries++;
        throw new NonRetriableError("no such thing");
      }),
    );
    const end = await flow.ended(await flow.send());
    assert.ok("failure" in end && end.failure.includes("no such thing"), JSON.stringify(end));
    assert.equal(tries, 1);
  },
};

export const caught: Case = {
  name: "a step's failure that the function catches leads another way",
  async play(stage) {
    const flow = await stage.flow(async ({ step }) => {
      try {
        await step.run("doomed", () => {
          throw new NonRetriableError("no");
        });
      } catch {
        return step.run("instead", () => "another way");
      }
    });
    assert.deepEqual(await flow.ended(await flow.send()), { result: "another way" });
  },
};
