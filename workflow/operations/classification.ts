import { z } from "zod";
import { METHODS } from "./operation";

/** What an admin has said, once, about an operation: what it does, how it is checked and how it is taken back. */

const name = z.string().min(1).max(200);
const keys = z.array(z.string().max(200)).max(10);

/** Where the other operation's path parameter comes from: what this one was given, or a field of what it answered. */
const sourceSchema = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("input"), key: name }),
  z.strictObject({ from: z.literal("answer"), path: keys.min(1) }),
]);

/** Another operation of the same connection, called about the same thing. */
const relatedSchema = z.strictObject({
  operation: z.string().min(1).max(300),
  method: z.enum(METHODS),
  path: z.string().min(1).max(1000),
  parameters: z.record(name, sourceSchema),
  /** Where what it is about stands in its answer: [] for the answer itself, ["data"] when it is wrapped. */
  within: keys,
});
export type Related = z.infer<typeof relatedSchema>;

export const classificationSchema = z.strictObject({
  effect: z.enum(["read", "create", "update", "delete", "send", "money"]),
  /** What may be done when an answer was lost. */
  retry: z.enum(["native-key", "search-first", "never"]),
  /** Of "money": the field that holds the amount, and the one that holds the currency, or the currency itself. */
  money: z
    .strictObject({
      amount: name,
      currency: z.discriminatedUnion("from", [
        z.strictObject({ from: z.literal("field"), key: name }),
        z.strictObject({
          from: z.literal("fixed"),
          code: z.string().regex(/^[A-Z]{3}$/, "Choose a currency."),
        }),
      ]),
      /** The amount counts the smallest unit: 1250 is 12.50. */
      smallestUnit: z.boolean(),
    })
    .nullable(),
  /** Reads back what it did; null: its answer has to do. */
  readBack: relatedSchema.nullable(),
  /** "remove" calls the related operation; "give-back" sends it the values that stood there before. */
  reversal: z.strictObject({ kind: z.enum(["remove", "give-back"]), by: relatedSchema }).nullable(),
});
export type Classification = z.infer<typeof classificationSchema>;
