import { z } from "zod";
import { referencesOfMapping } from "@/workflow/expressions/collect";
import { mappingSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { METHODS } from "@/workflow/operations/operation";
import { checkConnection } from "../../checks";
import { type ConfigProblem, defineNode, FIELD_TYPES, type Field } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, isEmptyValue } from "../../settings";
import { setting } from "../../widgets";
import { humanise, summaryLine } from "../../words";

const fieldSchema: z.ZodType<Field> = z.lazy(() =>
  z.strictObject({
    key: z.string().min(1).max(300),
    label: z.string().max(400),
    type: z.enum(FIELD_TYPES),
    options: z.array(z.string().max(300)).max(200).optional(),
    required: z.boolean().optional(),
    fields: z.array(fieldSchema).max(100).optional(),
  }),
);

/**
 * The operation as it was when it was chosen: a drawing says itself what it fills in. What is sent is checked once more,
 * against the document as it is then.
 */
const operationSchema = z
  .strictObject({
    key: z.string().max(300),
    summary: z.string().max(200),
    method: z.enum(METHODS),
    fields: z.array(fieldSchema).max(200),
    gives: z.array(fieldSchema).max(100),
  })
  .refine(({ key }) => key !== "", "Choose an operation.");
export type ChosenOperation = z.infer<typeof operationSchema>;

const NONE: ChosenOperation = { key: "", summary: "", method: "GET", fields: [], gives: [] };

const config = z.strictObject({
  connectionId: setting(chosen("a connection"), {
    label: "Connection",
    help: "One whose operations were read from its OpenAPI document.",
    widget: "connection",
    connector: "openapi",
  }),
  operation: setting(operationSchema, {
    label: "Operation",
    widget: "operation",
    connectionFrom: "connectionId",
  }),
  values: setting(mappingSchema, {
    label: "What it is given",
    help: "What is optional and has no value is left out.",
    widget: "operation-values",
    operationFrom: "operation",
  }),
});
export type UseOperationConfig = z.infer<typeof config>;

export const useOperationDefinition = defineNode<UseOperationConfig>({
  type: "use-operation",
  lane: "act",
  label: "Use an operation",
  description: "Do something that a connection's OpenAPI document offers.",
  icon: "plug",
  config,
  defaults: () => ({ connectionId: "", operation: NONE, values: [] }),
  ports: () => EFFECT_PORTS,
  outputs: ({ operation }) => [
    { key: "status", label: "Status code", type: "number" },
    {
      key: "body",
      label: "Answer",
      type: "object",
      ...(operation.gives.length > 0 ? { fields: operation.gives } : {}),
    },
    ...EFFECT_FIELDS,
  ],
  summary: ({ operation, values }) => {
    if (operation.key === "") return "an operation";
    const names = values.map(({ field }) => humanise(nameOf(operation, field)));
    return summaryLine(
      names.length === 0 ? operation.summary : `${operation.summary} with ${joinWords(names)}`,
    );
  },
  references: ({ values }) => referencesOfMapping(values),
  check: ({ connectionId, operation, values }, catalog) => [
    ...checkConnection(catalog, connectionId, "openapi"),
    ...checkValues(operation, values),
  ],
  behaviour: "effect",
});

/** A field's own name: "city" of "body/address/city". */
function nameOf({ fields }: ChosenOperation, key: string): string {
  return fields.find((field) => field.key === key)?.label ?? key;
}

function checkValues(operation: ChosenOperation, values: UseOperationConfig["values"]): ConfigProblem[] {
  if (operation.key === "") return [];
  const known = new Set(operation.fields.map(({ key }) => key));
  const given = new Set(values.filter(({ value }) => !isEmptyValue(value)).map(({ field }) => field));
  const strange = [...given].filter((key) => !known.has(key));
  const absent = operation.fields.filter(({ key, required }) => required && !given.has(key));
  return [
    ...strange.map((key) => ({
      path: ["values"],
      message: `“${operation.summary}” takes no field “${key}”. Remove it, or choose the operation again.`,
    })),
    ...(absent.length > 0
      ? [
          {
            path: ["values"],
            message: `“${operation.summary}” needs ${joinWords(absent.slice(0, 6).map(({ label }) => `“${label}”`))}. Fill in what is missing.`,
          },
        ]
      : []),
  ];
}
