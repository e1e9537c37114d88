import { toNumber, toText } from "@/workflow/expressions/convert";
import type { Evidence, Executor, ReviewRequest, Surroundings } from "@/workflow/ports";
import { NeedsMending } from "@/workflow/ports";
import { APPROVED, REJECTED } from "../../outcomes";
import { optionalText, optionalValue, requireValue } from "../../resolve";
import { isEmptyValue } from "../../settings";
import type { ApprovalConfig } from "./definition";

export const approvalExecutor: Executor<ApprovalConfig> = {
  async run(call) {
    const { config } = call;
    const request: ReviewRequest = {
      kind: "approval",
      ask: optionalText(config.ask, call) || "A decision is needed.",
      why: optionalText(config.why, call),
      reviewers: config.reviewers,
      answers: config.answers.map((answer) => ({
        ...answer,
        tone: answer.port === APPROVED ? "approve" : "reject",
        needsRationale: answer.needsRationale || answer.port === REJECTED,
      })),
      evidence: config.evidence.map((each) => gather(each, call)),
    };
    const amount = amountOf(config, call);
    if (amount) request.amount = amount;
    const subject = optionalText(config.subject, call);
    if (subject !== "") request.subject = subject;
    if (config.escalateAfterHours !== undefined) request.escalateAfterHours = config.escalateAfterHours;
    return { kind: "review", request };
  },
};

/** One piece of evidence; the values of a comparison are marked where its two sources differ. */
function gather({ label, value }: ApprovalConfig["evidence"][number], call: Surroundings): Evidence {
  const evidence: Evidence = { label, value: optionalValue(value, call) ?? null };
  if (value.kind !== "reference") return evidence;
  const { from, path } = value.reference;
  if (from === "event") return { ...evidence, source: "event" };
  const differs = path.length === 1 && call.lookup({ from, path: ["differs"] }) === true;
  return differs ? { ...evidence, differs } : evidence;
}

function amountOf({ amount, currency }: ApprovalConfig, call: Surroundings): ReviewRequest["amount"] {
  if (!amount || isEmptyValue(amount) || !currency) return undefined;
  const found = requireValue({ value: amount, call, field: "amount", label: "Amount" });
  const value = toNumber(found);
  if (value === undefined) {
    throw new NeedsMending(`“Amount” is “${toText(found)}”, which is not a number.`, "amount");
  }
  return { value, currency };
}
