import { expect, it } from "vitest";
import type { Value } from "@/workflow/expressions/schema";
import type { JsonObject } from "@/workflow/json";
import { NeedsMending } from "@/workflow/ports";
import { surroundings } from "../../testing";
import type { ApprovalConfig } from "./definition";
import { approvalExecutor } from "./executor";

const chip = (from: string, ...path: string[]): Value => ({ kind: "reference", reference: { from, path } });
const words = (text: string): Value => ({ kind: "text", segments: [{ kind: "text", text }] });

const config: ApprovalConfig = {
  ask: {
    kind: "text",
    segments: [
      { kind: "text", text: "Lend for " },
      { kind: "reference", reference: { from: "event", path: ["amount"] } },
      { kind: "text", text: "?" },
    ],
  },
  why: words("It is dear."),
  subject: chip("event", "name"),
  reviewers: { role: "reviewer" },
  amount: chip("event", "amount"),
  currency: "EUR",
  evidence: [
    { label: "Asked by", value: chip("event", "name") },
    { label: "Tier", value: chip("tiers", "value") },
    { label: "Phone", value: chip("event", "phone") },
  ],
  answers: [
    { id: "approve", label: "Lend it", port: "approved", needsRationale: false },
    { id: "reject", label: "Keep it", port: "rejected", needsRationale: false },
  ],
  escalateAfterHours: 24,
};

const ask = (event: JsonObject, change: Partial<ApprovalConfig> = {}) =>
  approvalExecutor.run({
    config: { ...config, ...change },
    ...surroundings({ event, tiers: { value: "basic", differs: true } }),
  });

it("asks with everything needed at hand", async () => {
  expect(await ask({ name: "Kim", amount: "480.00" })).toEqual({
    kind: "review",
    request: {
      kind: "approval",
      ask: "Lend for 480.00?",
      why: "It is dear.",
      subject: "Kim",
      amount: { value: 480, currency: "EUR" },
      reviewers: { role: "reviewer" },
      evidence: [
        { label: "Asked by", value: "Kim", source: "event" },
        { label: "Tier", value: "basic", differs: true },
        { label: "Phone", value: null, source: "event" },
      ],
      answers: [
        { id: "approve", label: "Lend it", port: "approved", tone: "approve", needsRationale: false },
        // Rejecting always needs a reason, whatever was set.
        { id: "reject", label: "Keep it", port: "rejected", tone: "reject", needsRationale: true },
      ],
      escalateAfterHours: 24,
    },
  });
});

it("asks without an amount where none was set", async () => {
  const outcome = await ask({ name: "Kim", amount: 5 }, { amount: { kind: "literal", value: "" } });
  expect(outcome).not.toHaveProperty("request.amount");
});

it.each([[{ amount: "a lot" }], [{}], [{ amount: "" }]])(
  "needs mending where the amount is %j",
  async (event) => {
    const failure = await ask(event).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NeedsMending);
    expect(failure).toMatchObject({ field: "amount" });
  },
);
