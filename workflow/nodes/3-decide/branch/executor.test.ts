import { expect, it } from "vitest";
import type { Condition, Operator } from "@/workflow/expressions/schema";
import type { Json } from "@/workflow/json";
import { surroundings } from "../../testing";
import type { BranchConfig } from "./definition";
import { branchExecutor } from "./executor";

const over = (amount: number, operator: Operator = "greater-than"): Condition => ({
  combinator: "and",
  rules: [{ left: { from: "event", path: ["amount"] }, operator, right: { kind: "literal", value: amount } }],
});

const config: BranchConfig = {
  owner: "Finance",
  outcomes: [
    { id: "large", name: "Large", when: over(250) },
    { id: "middle", name: "Middle", when: over(100) },
  ],
};

const decide = (amount: Json, change: Partial<BranchConfig> = {}) =>
  branchExecutor.run({ config: { ...config, ...change }, ...surroundings({ event: { amount } }) });

it("takes the first outcome that holds, and says why and who answers for it", async () => {
  const reason = "Large, because amount 480 is greater than 250";
  expect(await decide(480)).toEqual({
    kind: "settled",
    port: "large",
    output: { outcome: "Large", reason },
    reason,
    decision: { kind: "rule", reason, owner: "Finance" },
  });
});

it("tries the next outcome when one does not hold", async () => {
  expect(await decide(150)).toMatchObject({ port: "middle" });
});

it("goes “otherwise” when none holds, with the reasons against each", async () => {
  expect(await decide(50)).toMatchObject({
    port: "otherwise",
    reason: expect.stringMatching(/^Not Large, because .*50.*250; not Middle, because .*50.*100/),
  });
});

it("takes something missing for no outcome", async () => {
  const outcome = await branchExecutor.run({ config, ...surroundings() });
  expect(outcome).toMatchObject({ port: "otherwise" });
});

it("names the workflow's rules as owner where nobody was named", async () => {
  expect(await decide(480, { owner: " " })).toMatchObject({ decision: { owner: "Workflow rules" } });
});
