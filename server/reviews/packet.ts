import { z } from "zod";
import type { Json } from "@/workflow/json";

const jsonSchema: z.ZodType<Json> = z.json();

/** One answer a reviewer can give. `port` is the way out of the node, where the review belongs to one. */
const answerSchema = z.strictObject({
  id: z.string().min(1).max(60),
  label: z.string().min(1).max(120),
  port: z.string().min(1).max(60).optional(),
  tone: z.enum(["approve", "reject", "neutral"]),
  needsRationale: z.boolean(),
});
export type ReviewAnswer = z.infer<typeof answerSchema>;

/** An action that an approving answer lets go, with the exact input it was shown with. */
const releaseSchema = z.strictObject({
  nodeId: z.string(),
  nodeName: z.string(),
  action: z.string(),
  summary: z.string(),
  input: z.record(z.string(), jsonSchema),
  /** Canonical hash of `input`: a guardrail accepts the approval for exactly this. */
  inputHash: z.string(),
  amount: z.string().optional(),
  currency: z.string().optional(),
  /** Texts of `input` that may be changed before it goes; an answer that lets it go brings them along. */
  editable: z
    .array(z.strictObject({ key: z.string(), label: z.string(), long: z.boolean().optional() }))
    .optional(),
  /** Settings that cannot be known yet, in words; an action with any is not released by this review. */
  unknown: z.array(z.string()),
});
export type Release = z.infer<typeof releaseSchema>;

/** Everything that is needed to decide, as it was when the question was asked. Its hash is what a decision counts for. */
export const packetSchema = z.strictObject({
  answers: z.array(answerSchema).min(1).max(12),
  evidence: z.array(
    z.strictObject({
      label: z.string(),
      value: jsonSchema,
      source: z.string().optional(),
      differs: z.boolean().optional(),
    }),
  ),
  suggestion: z
    .strictObject({
      answer: z.string(),
      reason: z.string(),
      /** 0 to 1; absent where a rule suggests. */
      confidence: z.number().min(0).max(1).optional(),
    })
    .optional(),
  /** What happened in this run before the question, oldest first. */
  history: z.array(z.strictObject({ at: z.string(), label: z.string(), detail: z.string().optional() })),
  releases: z.array(releaseSchema),
  /** The text that would go out. */
  draft: z.strictObject({ to: z.string(), subject: z.string(), text: z.string() }).optional(),
});
export type Packet = z.infer<typeof packetSchema>;

/** A packet with nothing in it but the answers; spread it and add what is known. */
export function emptyPacket(answers: ReviewAnswer[]): Packet {
  return { answers, evidence: [], history: [], releases: [] };
}
