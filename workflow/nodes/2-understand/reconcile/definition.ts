import { z } from "zod";
import { referenceSchema } from "@/workflow/expressions/schema";
import { defineNode } from "../../define";
import { requiredText } from "../../settings";
import { setting } from "../../widgets";

const source = referenceSchema.refine(({ from }) => from !== "", "Choose a field.");

const config = z.strictObject({
  labelA: setting(requiredText("First source", 80), {
    label: "First source",
    widget: "text",
    placeholder: "Customer records",
  }),
  inA: setting(source, { label: "Field in the first source", widget: "reference" }),
  labelB: setting(requiredText("Second source", 80), {
    label: "Second source",
    widget: "text",
    placeholder: "Billing",
  }),
  inB: setting(source, { label: "Field in the second source", widget: "reference" }),
  trusted: setting(z.enum(["a", "b"]), {
    label: "Source of truth",
    help: "Whose value counts when the two differ.",
    widget: "select",
    options: [
      { value: "a", label: "First source" },
      { value: "b", label: "Second source" },
    ],
  }),
});
export type ReconcileConfig = z.infer<typeof config>;

export const reconcileDefinition = defineNode<ReconcileConfig>({
  type: "reconcile",
  lane: "understand",
  label: "Reconcile sources",
  description: "Compare one field in two places, with a declared source of truth.",
  icon: "scale",
  config,
  defaults: () => ({ labelA: "", labelB: "", trusted: "a" }),
  ports: () => [
    { id: "match", label: "Match" },
    { id: "mismatch", label: "Mismatch" },
  ],
  outputs: ({ labelA, labelB }) => [
    { key: "value", label: "Trusted value", type: "text" },
    { key: "differs", label: "They differ", type: "boolean" },
    { key: "a", label: labelA || "First source", type: "text" },
    { key: "b", label: labelB || "Second source", type: "text" },
  ],
  summary: ({ labelA, labelB, trusted }) =>
    `${labelA} with ${labelB}; ${trusted === "a" ? labelA : labelB} counts`,
  references: ({ inA, inB }) => [inA, inB].filter((reference) => reference !== undefined),
  behaviour: "pure",
});
