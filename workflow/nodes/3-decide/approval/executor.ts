import { toNumber, toText } from "@/workflow/expressions/convert";
import type { Evidence, Executor, Lookup, ReviewRequest } from "@/workflow/ports";
import { NeedsMending } from "@/workflow/ports";
import { APPROVED, REJECTED } from "../../outcomes";
import { optionalText, optionalValue, requireValue } from "../../resolve";
import type { ApprovalConfig } from "./definition";

export const approvalExecutor: Executor<ApprovalConfig> = {
  async run({ config, lookup }) {
    const request: ReviewRequest = {
      kind: "approval",
      ask: optionalText(config.ask, lookup) || "A decision is needed.",
      why: optionalText(config.why, lookup),
      reviewers: config.reviewers,
      answers: config.answers.map((answer) => ({
        ...answer,
        tone: answer.port === APPROVED ? "approve" : "reject",
        needsRationale: answer.needsRationale || answer.port === REJECTED,
      })),
      evidence: config.evidence.map(({ label, value }): Evidence => {
        const source = value.kind === "reference" && value.reference.from === "event" ? "event" : undefined;
        return { label, value: optionalValue(value, lookup) ?? null, ...(source ? { source } : {}) };
      }),
    };
    const amount = amountOf(config, lookup);
    if (amount) request.amount = amount;
    const subject = optionalText(config.subject, lookup);
    if (subject !== "") request.subject = subject;
    if (config.escalateAfterHours !== undefined) request.escalateAfterHours = config.escalateAfterHours;
    return { kind: "review", request };
  },
};

function amountOf({ amount, currency }: ApprovalConfig, lookup: Lookup): ReviewRequest["amount"] {
  if (!amount || !currency) return undefined;
  const found = requireValue({ value: amount, lookup, field: "amount", label: "Amount" });
  const value = toNumber(found);
  if (value === undefined || value === null) {
    throw new NeedsMending(`“Amount” is “${toText(found)}”, which is not a number.`, "amount");
  }
  return { value, currency };
}
