import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { calledExecutor } from "./executor";

it("puts out what it was given", async () => {
  const event = { asset: "Camera" };
  const config = { fields: [], subjectField: "" };
  expect(await calledExecutor.run({ config, ...surroundings({ event }) })).toMatchObject({
    port: "started",
    output: event,
  });
});
