import { z } from "zod";
import { changeOfList, type RuleKind } from "../rules/rule-kind";
import { problemOfAccount } from "./accounts";
import { problemOfPhrase } from "./phrases";

const MOST_PHRASES = 300;
const MOST_ACCOUNTS = 1_000;

const phrases = entries(MOST_PHRASES, 80, problemOfPhrase);

const accountField = z.strictObject({
  field: z
    .string()
    .trim()
    .regex(/^[^\s.]+(\.[^\s.]+){0,5}$/, "Name the field as it arrives, like tier or customer.tier."),
  is: z.enum(["equal", "at-least"]),
  value: z.string().trim().min(1, "Say what the field has to be.").max(100),
});

/** Which messages to people wait for a person: by their words, and by whom they go to. */
const messagesRule = z.strictObject({
  /** Words and phrases; "complain*" is every word that begins so. */
  complaints: phrases,
  legal: phrases,
  /** Whether words of complaint and law also count in what arrived, not only in what would go out. */
  alsoArrived: z.boolean(),
  /** High-value accounts: addresses and domains. */
  accounts: entries(MOST_ACCOUNTS, 320, problemOfAccount),
  /** High-value accounts by what arrived. */
  fields: z
    .array(accountField)
    .max(20, "At most 20 fields.")
    .refine(
      (fields) => fields.every(({ is, value }) => is === "equal" || /^-?\d{1,20}(\.\d{1,10})?$/.test(value)),
      "“At least” needs a number with a point, like 10000 or 99.50.",
    ),
});
export type MessagesRule = z.infer<typeof messagesRule>;

export const MESSAGES: RuleKind<MessagesRule> = {
  kind: "messages",
  name: "Messages that are held",
  schema: messagesRule,
  none: { complaints: [], legal: [], alsoArrived: false, accounts: [], fields: [] },
  changes: (before, after) =>
    [
      changeOfList("Complaint words", before.complaints, after.complaints),
      changeOfList("Legal language", before.legal, after.legal),
      changeOfList("High-value accounts", before.accounts, after.accounts),
      changeOfList("Fields", before.fields.map(inWords), after.fields.map(inWords)),
      before.alsoArrived !== after.alsoArrived &&
        (after.alsoArrived ? "Looked for in what arrived too" : "Looked for in what goes out only"),
    ]
      .filter(Boolean)
      .join(" · "),
};

const inWords = ({ field, is, value }: MessagesRule["fields"][number]) => `${field} ${is} ${value}`;

/** A list of entries, each once. */
function entries(most: number, longest: number, problemOf: (entry: string) => string | null) {
  const entry = z.string().trim().max(longest, `An entry is at most ${longest} characters long.`);
  return z
    .array(
      entry.superRefine((text, context) => {
        const problem = problemOf(text);
        if (problem !== null) context.addIssue({ code: "custom", message: problem });
      }),
    )
    .transform((list) => [...new Set(list)])
    .refine((list) => list.length <= most, `At most ${most} entries.`);
}
