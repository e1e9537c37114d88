import { z } from "zod";

/**
 * The closed language of a drawing. Everything a builder can say about data is one of these shapes; there
 * is no code, no template engine and no free-form expression to parse.
 */

/**
 * One field of something known in a run. `from` is a node id, or "event" for what arrived; `path` walks
 * own properties of its output. `["amount"]` of "event" is the event's amount.
 */
export const referenceSchema = z.strictObject({
  from: z.string().min(1).max(64),
  path: z.array(z.string().min(1).max(100)).max(10),
});
export type Reference = z.infer<typeof referenceSchema>;

export const FORMATS = ["plain", "money", "date", "time", "number"] as const;

export const segmentSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text: z.string().max(20_000) }),
  z.strictObject({
    kind: z.literal("reference"),
    reference: referenceSchema,
    fallback: z.string().max(500).optional(),
    format: z.enum(FORMATS).optional(),
  }),
]);
export type Segment = z.infer<typeof segmentSchema>;

const scalarSchema = z.union([z.string().max(20_000), z.number(), z.boolean(), z.null()]);

/** A value in a node's settings: a constant, one reference (keeps its type), or text with references in it. */
export const valueSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("literal"),
    value: z.union([scalarSchema, z.array(scalarSchema).max(200)]),
  }),
  z.strictObject({
    kind: z.literal("reference"),
    reference: referenceSchema,
    fallback: scalarSchema.optional(),
  }),
  z.strictObject({ kind: z.literal("text"), segments: z.array(segmentSchema).max(200) }),
]);
export type Value = z.infer<typeof valueSchema>;

/** Field assignments: the target field's key to the value it gets. */
export const mappingSchema = z
  .array(z.strictObject({ field: z.string().min(1).max(100), value: valueSchema }))
  .max(100);
export type Mapping = z.infer<typeof mappingSchema>;

export const OPERATORS = [
  "is",
  "is-not",
  "contains",
  "does-not-contain",
  "starts-with",
  "ends-with",
  "is-one-of",
  "is-none-of",
  "greater-than",
  "at-least",
  "less-than",
  "at-most",
  "between",
  "is-before",
  "is-after",
  "is-on",
  "is-within-last-days",
  "is-within-next-days",
  "is-older-than-days",
  "is-true",
  "is-false",
  "is-empty",
  "is-not-empty",
  "is-missing",
  "is-present",
] as const;
export type Operator = (typeof OPERATORS)[number];

/** One test: a reference, an operator, and what it is compared with (absent for unary operators). */
export const ruleSchema = z.strictObject({
  left: referenceSchema,
  operator: z.enum(OPERATORS),
  right: valueSchema.optional(),
  /** Upper end, for "between". */
  upper: valueSchema.optional(),
});
export type Rule = z.infer<typeof ruleSchema>;

export type Condition = { combinator: "and" | "or"; not?: boolean; rules: (Rule | Condition)[] };
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.strictObject({
    combinator: z.enum(["and", "or"]),
    not: z.boolean().optional(),
    rules: z.array(z.union([ruleSchema, conditionSchema])).max(50),
  }),
);
