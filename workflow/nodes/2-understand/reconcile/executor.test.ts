import { expect, it } from "vitest";
import type { Json } from "@/workflow/json";
import { surroundings } from "../../testing";
import type { ReconcileConfig } from "./definition";
import { reconcileExecutor } from "./executor";

const config: ReconcileConfig = {
  labelA: "Members",
  inA: { from: "members", path: ["tier"] },
  labelB: "Billing",
  inB: { from: "billing", path: ["tier"] },
  trusted: "b",
};

const reconcile = (a: Json | undefined, b: Json | undefined) =>
  reconcileExecutor.run({
    config,
    ...surroundings({
      members: a === undefined ? {} : { tier: a },
      billing: b === undefined ? {} : { tier: b },
    }),
  });

it("tells both values, which counts, and that they differ", async () => {
  expect(await reconcile("gold", "basic")).toEqual({
    kind: "settled",
    port: "mismatch",
    output: { a: "gold", b: "basic", value: "basic", differs: true },
    reason: "Members says “gold”, Billing says “basic”; Billing counts",
  });
});

it.each([
  ["Gold ", "gold"],
  [5, "5.00"],
  [true, true],
])("takes %j and %j for the same", async (a, b) => {
  expect(await reconcile(a, b)).toMatchObject({ port: "match", output: { differs: false, value: b } });
});

it.each([
  ["gold", undefined],
  [undefined, "gold"],
  [undefined, undefined],
  ["gold", ""],
  ["10", "1"],
])("takes %j and %j for a mismatch", async (a, b) => {
  expect(await reconcile(a, b)).toMatchObject({ port: "mismatch", output: { differs: true } });
});

it("puts out no trusted value where the source of truth has none", async () => {
  expect(await reconcile("gold", undefined)).toMatchObject({ output: { a: "gold", differs: true } });
  expect(await reconcile("gold", undefined)).not.toHaveProperty("output.value");
});
