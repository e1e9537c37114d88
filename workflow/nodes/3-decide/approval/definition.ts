import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { valueSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import type { Catalog } from "../../define";
import { defineNode } from "../../define";
import { APPROVED, REJECTED, REVIEW_FIELDS, REVIEW_PORTS } from "../../outcomes";
import { currencySchema, emptyText, isEmptyValue, requiredText, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const reviewersSchema = z.union([
  z.strictObject({ role: z.enum(["admin", "builder", "reviewer"]) }),
  z.strictObject({
    people: z.array(z.string().min(1).max(64)).min(1, "Choose at least one person.").max(50),
  }),
]);
export type Reviewers = z.infer<typeof reviewersSchema>;

const answerSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "An answer's id is made of small letters, digits and -."),
  label: requiredText("Answer", 60),
  port: z.enum([APPROVED, REJECTED]),
  needsRationale: z.boolean(),
});

const config = z.strictObject({
  ask: setting(requiredValue("Question"), {
    label: "Question",
    help: "What is asked, in one sentence.",
    widget: "text-value",
    placeholder: "Approve … for …?",
  }),
  why: setting(valueSchema, {
    label: "Why it is asked",
    help: "Why this needs a person.",
    widget: "text-value",
    lines: 2,
  }),
  subject: setting(valueSchema, { label: "Subject", help: "Who or what it is about.", widget: "text-value" }),
  reviewers: setting(reviewersSchema, {
    label: "Reviewers",
    help: "Anybody of a role, or exactly these people. Nobody decides what they asked for or drew.",
    widget: "reviewers",
  }),
  amount: setting(valueSchema.optional(), {
    label: "Amount",
    help: "If it is about money.",
    widget: "value",
  }),
  currency: setting(currencySchema.optional(), { label: "Currency", widget: "currency" }),
  evidence: setting(
    z
      .array(
        z.strictObject({ label: requiredText("Evidence label", 80), value: requiredValue("Evidence value") }),
      )
      .max(40, "Keep to at most 40 pieces of evidence."),
    { label: "Evidence", help: "What the reviewer needs to see to decide.", widget: "evidence" },
  ),
  answers: setting(
    z
      .array(answerSchema)
      .max(8, "Keep to at most 8 answers.")
      .refine(
        (answers) =>
          answers.some(({ id, port }) => id === "approve" && port === APPROVED) &&
          answers.some(({ id, port }) => id === "reject" && port === REJECTED),
        "An answer that approves and one that rejects must stay.",
      )
      .refine(
        (answers) => new Set(answers.map(({ id }) => id)).size === answers.length,
        "Two answers have the same id: remove one.",
      ),
    { label: "Answers", help: "Rejecting always asks for a reason.", widget: "answers" },
  ),
  escalateAfterHours: setting(
    z
      .number("“Escalate after” is a number of hours.")
      .positive("“Escalate after” is more than 0 hours.")
      .max(8784, "“Escalate after” is at most 366 days.")
      .optional(),
    {
      label: "Escalate after (hours)",
      help: "Then admins are asked too. It never decides by itself.",
      widget: "number",
    },
  ),
});
export type ApprovalConfig = z.infer<typeof config>;

export const approvalDefinition = defineNode<ApprovalConfig>({
  type: "approval",
  lane: "decide",
  label: "Approval",
  description: "A person decides, with everything needed at hand.",
  icon: "user-check",
  config,
  defaults: () => ({
    ask: emptyText(),
    why: emptyText(),
    subject: emptyText(),
    reviewers: { role: "reviewer" },
    evidence: [],
    answers: [
      { id: "approve", label: "Approve", port: APPROVED, needsRationale: false },
      { id: "reject", label: "Reject", port: REJECTED, needsRationale: true },
    ],
  }),
  ports: () => REVIEW_PORTS,
  outputs: () => REVIEW_FIELDS,
  summary: ({ ask, reviewers }, catalog) =>
    summaryLine(`${describeReviewers(reviewers, catalog)}: ${describeValue(ask, plainLabel)}`),
  references: ({ ask, why, subject, amount, evidence }) =>
    [ask, why, subject, ...(amount ? [amount] : []), ...evidence.map(({ value }) => value)].flatMap(
      referencesOfValue,
    ),
  check: ({ amount, currency, reviewers }, catalog) => {
    const known = new Set(catalog.people.map(({ id }) => id));
    const gone = "people" in reviewers && reviewers.people.some((id) => !known.has(id));
    return [
      ...(amount && !isEmptyValue(amount) && !currency
        ? [{ path: ["currency"], message: "Choose a currency for the amount." }]
        : []),
      ...(gone
        ? [{ path: ["reviewers"], message: "A chosen reviewer is no longer here. Choose somebody else." }]
        : []),
    ];
  },
  behaviour: "review",
});

function describeReviewers(reviewers: Reviewers, catalog: Catalog): string {
  if ("role" in reviewers) return `any ${reviewers.role}`;
  const names = reviewers.people.map(
    (id) => catalog.people.find((person) => person.id === id)?.name ?? "somebody",
  );
  return joinWords(names, "or");
}
