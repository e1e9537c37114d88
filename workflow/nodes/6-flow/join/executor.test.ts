import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { joinExecutor } from "./executor";

it("passes through", async () => {
  expect(await joinExecutor.run({ config: {}, ...surroundings() })).toMatchObject({
    port: "done",
    output: {},
  });
});
