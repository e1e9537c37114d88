import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Case } from "../case";

export const duplicateEvents: Case = {
  name: "an event sent more than once with one id starts one run",
  async play(stage) {
    let executed = 0;
    const flow = await stage.flow(async ({ step }) => step.run("count", () => ++executed));
    const id = randomUUID();
    for (let at = 0; at < 3; at++) await flow.send({}, id);
    await flow.ended(id);
    await flow.send({}, id);
    // Another run, so that there was time for a second one of the first event.
    await flow.ended(await flow.send());
    assert.equal(flow.runs.size, 2);
    assert.equal(executed, 2);
  },
};

export const deliveredTwice: Case = {
  name: "calls that arrive twice: a step may run twice, what it came to is one",
  async play(stage) {
    const later = new Set<string>();
    const flow = await stage.flow(
      async ({ step }) => {
        const drawn = await step.run("draw", () => randomUUID());
        await step.sleep("nap", "1s");
        later.add(drawn);
        return step.run("after", () => drawn);
      },
      { arrivesTwice: true },
    );
    const end = await flow.ended(await flow.send());
    assert.ok("result" in end && later.has(String(end.result)), JSON.stringify(end));
    assert.equal(later.size, 1, "results that a later call was told");
    assert.equal(flow.runs.size, 1);
  },
};

export const publishing: Case = {
  name: "a version published in mid-run: runs end on their own, new ones take the new",
  async play(stage) {
    let asked = false;
    const flow = await stage.flow(async ({ event, step }) => {
      await Promise.all([
        step.waitForEvent("wait", { event: `handoff/wake.${event.data.token}`, timeout: "1h" }),
        step.run("ask", () => {
          asked = true;
        }),
      ]);
      return step.run("after", () => "first version");
    });
    const old = await flow.send();
    await stage.until(() => asked, "The question");
    await flow.publish(async ({ step }) => step.run("other", () => "second version"));
    assert.deepEqual(await flow.ended(await flow.send()), { result: "second version" });
    await stage.tell(`handoff/wake.${old}`);
    assert.deepEqual(await flow.ended(old), { result: "first version" });
  },
};
