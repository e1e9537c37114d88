import { z } from "zod";
import { referencesOfMapping } from "@/workflow/expressions/collect";
import { mappingSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { type Catalog, type ConfigProblem, defineNode } from "../../define";
import { CONFIRMED, EFFECT_FIELDS, NOT_CONFIRMED } from "../../outcomes";
import { chosen } from "../../settings";
import { setting } from "../../widgets";
import { humanise, summaryLine } from "../../words";

const config = z.strictObject({
  workflowId: setting(chosen("a workflow"), {
    label: "Workflow",
    help: "A published workflow with the trigger “Started by another workflow”.",
    widget: "workflow",
  }),
  inputs: setting(mappingSchema, {
    label: "What it is given",
    help: "Optional fields without a value are left out.",
    widget: "mapping",
    workflowFrom: "workflowId",
  }),
  wait: setting(z.boolean(), {
    label: "Wait until it has ended",
    help: "Otherwise this run goes on as soon as the other one is started.",
    widget: "switch",
  }),
});
export type StartWorkflowConfig = z.infer<typeof config>;

export const startWorkflowDefinition = defineNode<StartWorkflowConfig>({
  type: "start-workflow",
  lane: "act",
  label: "Start another workflow",
  description: "Start a run of another workflow, and wait for its end if you like.",
  icon: "circle-play",
  config,
  defaults: () => ({ workflowId: "", inputs: [], wait: true }),
  ports: ({ wait }) => [
    { id: CONFIRMED, label: wait ? "Done" : "Started" },
    { id: NOT_CONFIRMED, label: wait ? "Failed" : "Not started" },
  ],
  outputs: ({ workflowId, wait }, catalog) => [
    ...(wait
      ? [
          {
            key: "result",
            label: "Result",
            type: "object" as const,
            fields: workflowIn(catalog, workflowId)?.gives,
          },
          { key: "runId", label: "Run id", type: "text" as const },
        ]
      : []),
    ...EFFECT_FIELDS,
  ],
  summary: ({ workflowId, inputs, wait }, catalog) => {
    const name = workflowIn(catalog, workflowId)?.name;
    const given = inputs.length > 0 ? ` with ${joinWords(inputs.map(({ field }) => humanise(field)))}` : "";
    return summaryLine(`${name ? `“${name}”` : "a workflow"}${given}${wait ? ", and wait for it" : ""}`);
  },
  references: ({ inputs }) => referencesOfMapping(inputs),
  check: (settings, catalog) => checkWorkflow(settings, catalog),
  behaviour: "effect",
});

function workflowIn(catalog: Catalog, id: string) {
  return catalog.workflows.find((each) => each.id === id);
}

function checkWorkflow({ workflowId, inputs }: StartWorkflowConfig, catalog: Catalog): ConfigProblem[] {
  const workflow = workflowIn(catalog, workflowId);
  if (!workflow) {
    const message =
      "The chosen workflow cannot be started by another one. Publish it with the trigger “Started by another workflow”, or choose another.";
    return [{ path: ["workflowId"], message }];
  }
  const known = new Set(workflow.fields.map(({ key }) => key));
  const given = new Set(inputs.map(({ field }) => field));
  const strange = [...given].filter((field) => field !== "" && !known.has(field));
  const absent = workflow.fields.filter(({ key, required }) => required && !given.has(key));
  return [
    ...strange.map((field) => ({
      path: ["inputs"],
      message: `“${workflow.name}” is given no field “${field}”. Choose another field or remove it.`,
    })),
    ...(absent.length > 0
      ? [
          {
            path: ["inputs"],
            message: `“${workflow.name}” needs ${joinWords(absent.map(({ label }) => `“${label}”`))}. Add what is missing.`,
          },
        ]
      : []),
  ];
}
