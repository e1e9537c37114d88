import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { webhookDefinition } from "./definition";
import { webhookExecutor } from "./executor";

const config = webhookDefinition.config.parse({ fields: [], idField: "", subjectField: "" });

it("puts out the message, also fields that nobody declared", async () => {
  const call = { config, ...surroundings({ event: { anything: [1] } }) };
  expect(await webhookExecutor.run(call)).toMatchObject({ port: "started", output: { anything: [1] } });
});
