import { z } from "zod";
import { referencesOfCondition } from "@/workflow/expressions/collect";
import { describeCondition } from "@/workflow/expressions/describe";
import { conditionSchema } from "@/workflow/expressions/schema";
import { defineNode } from "../../define";
import { hasRule } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const config = z.strictObject({
  condition: setting(conditionSchema.refine(hasRule, "Add at least one test."), {
    label: "What must hold",
    widget: "condition",
  }),
});
export type AssertConfig = z.infer<typeof config>;

export const assertDefinition = defineNode<AssertConfig>({
  type: "assert",
  lane: "verify",
  label: "Check a condition",
  description: "Verify that something holds, and go another way if it does not.",
  icon: "badge-check",
  config,
  defaults: () => ({ condition: { combinator: "and", rules: [] } }),
  ports: () => [
    { id: "holds", label: "Holds" },
    { id: "fails", label: "Fails" },
  ],
  outputs: () => [
    { key: "holds", label: "Holds", type: "boolean" },
    { key: "reason", label: "Reason", type: "text" },
  ],
  summary: ({ condition }) => summaryLine(describeCondition(condition, plainLabel)),
  references: ({ condition }) => referencesOfCondition(condition),
  behaviour: "pure",
});
