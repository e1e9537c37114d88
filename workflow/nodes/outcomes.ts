import type { JsonObject } from "@/workflow/json";
import type { EffectSettlement, ReviewDecision, Settled } from "@/workflow/ports";
import type { Field, Port } from "./define";

/** How nodes that end outside their executor settle: actions, reviews. Runner and simulation share it. */

export const CONFIRMED = "confirmed";
export const NOT_CONFIRMED = "not-confirmed";

export const EFFECT_PORTS: Port[] = [
  { id: CONFIRMED, label: "Confirmed" },
  { id: NOT_CONFIRMED, label: "Not confirmed" },
];

export const APPROVED = "approved";
export const REJECTED = "rejected";

export const REVIEW_PORTS: Port[] = [
  { id: APPROVED, label: "Approved" },
  { id: REJECTED, label: "Rejected" },
];

/** Ways out that nobody may leave unanswered by accident: where they lead nowhere, the editor says so. */
export const UNHAPPY_PORTS: ReadonlySet<string> = new Set([
  NOT_CONFIRMED,
  REJECTED,
  "not-found",
  "mismatch",
  "fails",
  "overdue",
]);

/** What every action's output tells beside its own result. */
export const EFFECT_FIELDS: Field[] = [
  { key: "confirmed", label: "Confirmed", type: "boolean" },
  { key: "state", label: "State", type: "text" },
  { key: "reason", label: "Reason", type: "text" },
];

export const REVIEW_FIELDS: Field[] = [
  { key: "answer", label: "Answer", type: "text" },
  { key: "rationale", label: "Rationale", type: "long-text" },
  { key: "decidedBy", label: "Decided by", type: "text" },
  { key: "decidedAt", label: "Decided at", type: "date" },
];

/** An action's node once its effect has ended: the action's result, and how it ended. */
export function concludeEffect(settlement: EffectSettlement): Settled {
  return {
    kind: "settled",
    port: settlement.confirmed ? CONFIRMED : NOT_CONFIRMED,
    output: {
      ...settlement.result,
      confirmed: settlement.confirmed,
      state: settlement.state,
      reason: settlement.reason,
    },
    reason: settlement.reason,
  };
}

/** A review's node once somebody has decided. */
export function concludeReview(decision: ReviewDecision): Settled {
  const { name } = decision.decidedBy;
  const word = decision.port === APPROVED ? "approved" : decision.port === REJECTED ? "rejected" : "answered";
  const reason = decision.rationale === "" ? `${name} ${word}` : `${name} ${word}: ${decision.rationale}`;
  return {
    kind: "settled",
    port: decision.port,
    output: {
      answer: decision.answer,
      rationale: decision.rationale,
      decidedBy: name,
      decidedAt: decision.decidedAt,
    },
    reason,
    decision: { kind: "person", reason, owner: name },
  };
}

/** A node that waited for an event, once that has come. */
export function concludeArrival(event: { body: JsonObject; receivedAt: Date }): Settled {
  const receivedAt = event.receivedAt.toISOString();
  const output: JsonObject = { event: event.body, receivedAt, arrived: true };
  return { kind: "settled", port: "arrived", output, reason: "The event arrived" };
}

/** The same once its time is over. */
export function concludeOverdue(until: string): Settled {
  return {
    kind: "settled",
    port: "overdue",
    output: { arrived: false },
    reason: `No such event until ${until}`,
  };
}

/** A wait's node once its moment has come. */
export function concludeWait(wait: { until: string; port: string }): Settled {
  const output: JsonObject = { until: wait.until };
  return { kind: "settled", port: wait.port, output, reason: `Waited until ${wait.until}` };
}
