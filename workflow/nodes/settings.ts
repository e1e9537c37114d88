import { z } from "zod";
import { type Condition, type Value, valueSchema } from "@/workflow/expressions/schema";
import type { ConfigProblem, Field, FieldType } from "./define";

/** Pieces that several node types' settings are made of. Messages are sentences: they are shown as they stand. */

/** A constant that says nothing: "", null, an empty list, or text without a word or chip in it. */
export function isEmptyValue(value: Value): boolean {
  if (value.kind === "reference") return false;
  if (value.kind === "text") {
    return value.segments.every((segment) => segment.kind === "text" && segment.text.trim() === "");
  }
  if (Array.isArray(value.value)) return value.value.length === 0;
  return value.value === null || (typeof value.value === "string" && value.value.trim() === "");
}

/** A value that has to say something; `label` names the setting in the message. */
export function requiredValue(label: string) {
  return valueSchema.refine((value) => !isEmptyValue(value), `Fill in “${label}”.`);
}

/** A line of text that has to say something. */
export function requiredText(label: string, max = 200) {
  return z
    .string()
    .max(max, `Keep “${label}” to at most ${max} characters.`)
    .refine((text) => text.trim() !== "", `Fill in “${label}”.`);
}

/** An id picked from a list: a collection, a connection. */
export function chosen(what: string) {
  return z.string().max(64).min(1, `Choose ${what}.`);
}

export const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** No engine keeps a wait longer than this. */
export const LONGEST_WAIT_MS = 366 * UNIT_MS.days;

export const durationSchema = z.strictObject({
  amount: z.number("Fill in how long.").positive("Choose more than 0."),
  unit: z.enum(["minutes", "hours", "days"]),
});

export const emptyText = (): Value => ({ kind: "text", segments: [] });
export const emptyLiteral = (): Value => ({ kind: "literal", value: "" });

/** Types that a person or a sender can fill in; lists and objects come from other nodes. */
const INPUT_FIELD_TYPES = [
  "text",
  "long-text",
  "number",
  "money",
  "date",
  "boolean",
  "email",
  "choice",
] as const satisfies readonly FieldType[];

const inputFieldSchema = z
  .strictObject({
    key: z
      .string()
      .regex(
        /^[A-Za-z][A-Za-z0-9_-]{0,59}$/,
        "A field's key starts with a letter, then letters, digits, - and _.",
      ),
    label: requiredText("Field label"),
    type: z.enum(INPUT_FIELD_TYPES, "Choose another field type."),
    required: z.boolean().optional(),
    options: z.array(z.string().min(1, "Remove the empty choice.").max(200)).max(200).optional(),
  })
  .refine(
    (field) => field.type !== "choice" || (field.options?.length ?? 0) > 0,
    "Give every field of type choice at least one choice.",
  );

/** The fields that a form asks for, or that a webhook's sender is expected to send. */
export const inputFieldsSchema = z
  .array(inputFieldSchema)
  .max(60, "Keep to at most 60 fields.")
  .refine(
    (fields) => new Set(fields.map((field) => field.key)).size === fields.length,
    "Two fields have the same key: rename one.",
  );
export type InputField = z.infer<typeof inputFieldSchema>;

export function asFields(fields: readonly InputField[]): Field[] {
  return fields.map((field) => ({ ...field }));
}

/** A setting that names one of the node's own fields ("" for none). */
export function checkOwnField(
  fields: readonly InputField[],
  chosenKey: string,
  key: string,
  label: string,
): ConfigProblem[] {
  if (chosenKey === "" || fields.some((field) => field.key === chosenKey)) return [];
  return [{ path: [key], message: `The field chosen as “${label}” no longer exists. Choose another.` }];
}

const FILTER_OPERATORS = ["is", "is-not", "contains", "at-least", "at-most"] as const;

export const filtersSchema = z
  .array(
    z.strictObject({
      field: z.string().max(100).min(1, "Choose a field for every filter."),
      operator: z.enum(FILTER_OPERATORS),
      value: requiredValue("Filter value"),
    }),
  )
  .max(20, "Keep to at most 20 filters.");
export type Filters = z.infer<typeof filtersSchema>;

/** Three letters, as ISO 4217 has them. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, "Choose a currency.");

/** Whether a condition tests anything at all; without a test it would hold always. */
export function hasRule(condition: Condition): boolean {
  return condition.rules.some((rule) => ("rules" in rule ? hasRule(rule) : true));
}
