import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import type { AssertConfig } from "./definition";
import { assertExecutor } from "./executor";

const config: AssertConfig = {
  condition: {
    combinator: "and",
    rules: [
      {
        left: { from: "pay", path: ["state"] },
        operator: "is",
        right: { kind: "literal", value: "confirmed" },
      },
    ],
  },
};

it.each([
  ["confirmed", "holds", true],
  ["failed", "fails", false],
])("with state %s goes %s, and says why", async (state, port, holds) => {
  expect(await assertExecutor.run({ config, ...surroundings({ pay: { state } }) })).toMatchObject({
    port,
    output: { holds },
    reason: expect.stringMatching(/because .*state/),
  });
});
