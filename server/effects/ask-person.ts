import type { Tx } from "@/server/db/tx";
import { openReview } from "@/server/reviews/open-review";
import type { Packet, ReviewAnswer } from "@/server/reviews/packet";
import { editableFields } from "./edit-draft";
import { type EffectRow, imageData } from "./effect-row";

/** Answers to a held action. */
export const RELEASE: ReviewAnswer = {
  id: "release",
  label: "Let it go out",
  tone: "approve",
  needsRationale: false,
};
export const REFUSE: ReviewAnswer = { id: "refuse", label: "Refuse", tone: "reject", needsRationale: true };
/** Answers to an action that is stuck. */
export const RETRY: ReviewAnswer = {
  id: "retry",
  label: "Try again",
  tone: "neutral",
  needsRationale: false,
};
export const SEND_AGAIN: ReviewAnswer = {
  ...RETRY,
  label: "It did not arrive: send it again",
  needsRationale: true,
};
export const ARRIVED: ReviewAnswer = {
  id: "arrived",
  label: "It arrived: count it as done",
  tone: "approve",
  needsRationale: true,
};
export const GIVE_UP: ReviewAnswer = {
  id: "give-up",
  label: "Give up",
  tone: "reject",
  needsRationale: true,
};

type Question = {
  kind: "guardrail" | "mend";
  ask: string;
  why: string;
  answers: ReviewAnswer[];
  evidence: Packet["evidence"];
  role: "admin" | "builder" | "reviewer";
  requestedBy?: string;
  /** Who agreed to the same already. */
  agreedBy?: string[];
};

/** What every question about an action shows anew. */
export const STANDING_LABELS: readonly string[] = ["As it is now", "Attempts", "Asked"];

/**
 * Asks a person about an action, showing exactly what would go out. An action that no run wants (a person's
 * own edit) has nobody to ask: they are told at once. @returns whether somebody was asked
 */
export async function askPerson(tx: Tx, effect: EffectRow, question: Question): Promise<boolean> {
  const { origin, amount, currency } = effect;
  if (!origin) return false;
  const { kind, ask, why, answers, role, requestedBy, agreedBy } = question;
  // What is stuck was let go as it stands: only what is held can still be changed.
  const editable = kind === "guardrail" ? editableFields(effect) : [];
  const money = amount !== null && currency !== null ? { amount, currency } : {};
  await openReview(tx, {
    runId: origin.runId,
    nodeId: origin.nodeId,
    item: origin.item,
    workflowId: origin.workflowId,
    workflowVersionId: origin.workflowVersionId,
    effectId: effect.id,
    kind,
    ask,
    why,
    subject: origin.subject,
    ...money,
    reviewers: { role },
    requestedBy,
    agreedBy,
    packet: {
      answers,
      evidence: [...question.evidence, ...standing(effect)],
      history: [],
      releases: [
        {
          nodeId: origin.nodeId,
          nodeName: origin.nodeName,
          action: effect.action,
          summary: effect.summary,
          input: effect.input,
          inputHash: effect.inputHash,
          ...money,
          ...(editable.length > 0 && { editable: [...editable] }),
          unknown: [],
        },
      ],
      ...draftOf(effect),
    },
  });
  return true;
}

function standing(effect: EffectRow): Packet["evidence"] {
  const data = imageData(effect);
  const record = data ? [{ label: "As it is now", value: data }] : [];
  const attempts = effect.attempts > 0 ? [{ label: "Attempts", value: effect.attempts }] : [];
  // Also tells one question from the next about the same action: an old answer never counts for a new one.
  return [...record, ...attempts, { label: "Asked", value: new Date().toISOString() }];
}

function draftOf({ input: { to, subject, text } }: EffectRow): Pick<Packet, "draft"> {
  if (typeof to !== "string" || typeof subject !== "string" || typeof text !== "string") return {};
  return { draft: { to, subject, text } };
}
