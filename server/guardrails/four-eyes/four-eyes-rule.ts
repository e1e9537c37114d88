import { z } from "zod";
import { changeOfList, type RuleKind } from "../rules/rule-kind";

/** Kinds of action that a second person can be asked for; what changes a record is read back and can be taken back. */
export const FOUR_EYES_KINDS = ["money", "send", "delete"] as const;

const amount = z.strictObject({
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => Intl.supportedValuesOf("currency").includes(code), {
      error: "This currency is not known. Use its three letters, like EUR.",
    }),
  /** Exact decimal. */
  above: z
    .string()
    .trim()
    .regex(/^\d{1,14}(\.\d{1,4})?$/, "Give the amount as digits with a point, like 1000 or 99.50."),
});

/** Where two people have to agree before something goes out. */
const fourEyesRule = z.strictObject({
  kinds: z
    .array(z.enum(FOUR_EYES_KINDS))
    .transform((kinds) => FOUR_EYES_KINDS.filter((kind) => kinds.includes(kind))),
  /** What moves more than this; one amount a currency. */
  amounts: z
    .array(amount)
    .max(50, "At most 50 currencies.")
    .refine(
      (amounts) => new Set(amounts.map(({ currency }) => currency)).size === amounts.length,
      "Give each currency once.",
    ),
  /**
   * Who may take something back alone. "anybody": every admin; "not-releaser": whoever let it go out may not; "nobody":
   * whoever asks for it, somebody else has to agree.
   */
  reversals: z.enum(["anybody", "not-releaser", "nobody"]),
});
export type FourEyesRule = z.infer<typeof fourEyesRule>;

const ALONE: Record<FourEyesRule["reversals"], string> = {
  anybody: "any admin alone",
  "not-releaser": "alone, but not by whoever let it go out",
  nobody: "by two people",
};

export const FOUR_EYES: RuleKind<FourEyesRule> = {
  kind: "four-eyes",
  name: "Four eyes",
  schema: fourEyesRule,
  none: { kinds: [], amounts: [], reversals: "not-releaser" },
  changes: (before, after) =>
    [
      changeOfList("Kinds of action", before.kinds, after.kinds),
      changeOfList("Amounts", before.amounts.map(inWords), after.amounts.map(inWords)),
      before.reversals !== after.reversals && `Taken back ${ALONE[after.reversals]}`,
    ]
      .filter(Boolean)
      .join(" · "),
};

const inWords = ({ currency, above }: FourEyesRule["amounts"][number]) => `${above} ${currency}`;
