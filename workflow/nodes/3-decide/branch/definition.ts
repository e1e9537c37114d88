import { z } from "zod";
import { referencesOfCondition } from "@/workflow/expressions/collect";
import { describeCondition } from "@/workflow/expressions/describe";
import { conditionSchema } from "@/workflow/expressions/schema";
import { defineNode } from "../../define";
import { hasRule, requiredText } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

export const OTHERWISE = "otherwise";

const outcomeSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "An outcome's id is made of small letters, digits and -."),
    name: requiredText("Outcome", 60),
    when: conditionSchema,
  })
  .refine(({ when }) => hasRule(when), "Say for every outcome when it holds.");

const config = z.strictObject({
  outcomes: setting(
    z
      .array(outcomeSchema)
      .min(1, "Add at least one outcome.")
      .max(20, "Keep to at most 20 outcomes.")
      .refine(
        (outcomes) => new Set(outcomes.map(({ id }) => id)).size === outcomes.length,
        "Two outcomes have the same id: remove one.",
      )
      .refine(
        (outcomes) => outcomes.every(({ id }) => id !== OTHERWISE),
        "“otherwise” is the last way out already: give this outcome another id.",
      ),
    {
      label: "Outcomes",
      help: "Tried from the top; the first that holds is taken. Otherwise, the last way out.",
      widget: "branches",
    },
  ),
  owner: setting(z.string().max(120, "Keep “Owner” to at most 120 characters."), {
    label: "Owner",
    help: "Who answers for these rules, for example Finance.",
    widget: "text",
  }),
});
export type BranchConfig = z.infer<typeof config>;

export const branchDefinition = defineNode<BranchConfig>({
  type: "branch",
  lane: "decide",
  label: "Branch",
  description: "Go one way or another, by rules.",
  icon: "split",
  config,
  defaults: () => ({ outcomes: [], owner: "" }),
  ports: ({ outcomes }) => [
    ...outcomes.map(({ id, name }) => ({ id, label: name })),
    { id: OTHERWISE, label: "Otherwise" },
  ],
  outputs: () => [
    { key: "outcome", label: "Outcome", type: "text" },
    { key: "reason", label: "Reason", type: "text" },
  ],
  summary: ({ outcomes }) => {
    const [first] = outcomes;
    if (!first) return "no outcome yet";
    const more = outcomes.length > 1 ? ` (and ${outcomes.length - 1} more)` : "";
    return summaryLine(`${first.name} if ${describeCondition(first.when, plainLabel)}${more}`);
  },
  references: ({ outcomes }) => outcomes.flatMap(({ when }) => referencesOfCondition(when)),
  behaviour: "pure",
});
