import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { formExecutor } from "./executor";

const config = { title: "Borrow", intro: "", fields: [], thanks: "", subjectField: "" };

it("puts out what was submitted", async () => {
  const call = { config, ...surroundings({ event: { asset: "Camera" } }) };
  expect(await formExecutor.run(call)).toEqual({
    kind: "settled",
    port: "started",
    output: { asset: "Camera" },
    reason: "“Borrow” was submitted",
  });
});
