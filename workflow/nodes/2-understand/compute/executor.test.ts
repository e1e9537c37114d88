import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import type { ComputeConfig } from "./definition";
import { computeExecutor } from "./executor";

const config: ComputeConfig = {
  fields: [
    { field: "kind", value: { kind: "literal", value: "loan" } },
    { field: "amount", value: { kind: "reference", reference: { from: "event", path: ["amount"] } } },
  ],
};

it("puts values out under their names, keeping their types", async () => {
  const outcome = await computeExecutor.run({ config, ...surroundings({ event: { amount: 12 } }) });
  expect(outcome).toMatchObject({
    port: "done",
    output: { kind: "loan", amount: 12 },
    reason: "Set kind and amount",
  });
});

it("leaves out what is missing and says so", async () => {
  const outcome = await computeExecutor.run({ config, ...surroundings({ event: {} }) });
  expect(outcome).toMatchObject({
    output: { kind: "loan" },
    reason: "amount could not be set: a value is missing",
  });
  expect(outcome).not.toHaveProperty("output.amount");
});
