import type { EndpointKind } from "@/server/db/generated/enums";
import { counter, gauge, histogram } from "@/server/metrics/registry";
import type { IntakeAnswer } from "./answer-request";
import { limits } from "./limits";

const answers = counter<"kind" | "outcome" | "status">(
  "handoff_intake_answers_total",
  "Requests to webhooks and forms, by how they were answered; new, known and conflict are acknowledged.",
);
const took = histogram<"acknowledged">(
  "handoff_intake_seconds",
  "From the first byte of a request to its answer; what was acknowledged had been committed.",
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10],
);
gauge(
  "handoff_intake_queue",
  "Events read and checked that wait to be committed.",
  () => limits().queue.depth,
);
gauge(
  "handoff_intake_body_bytes",
  "Bytes of bodies that are being read or answered.",
  () => limits().bodies.bytes,
);

export function countAnswer(kind: EndpointKind, { status, outcome }: IntakeAnswer, seconds: number): void {
  answers.add({ kind, outcome, status: String(status) });
  const acknowledged = outcome === "new" || outcome === "known" || outcome === "conflict";
  took.observe(seconds, { acknowledged: String(acknowledged) });
}
