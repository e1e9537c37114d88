import { canonicalHash } from "@/server/canonical";
import type {
  ActionDescriptor,
  Done,
  DraftField,
  Reversal,
  ReversalOver,
  ReversalRule,
} from "@/server/connectors/define";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { type EffectRow, findReversal } from "./effect-row";

/**
 * What may be done about an action that was done. "now": it is taken back when asked; "draft": something makes
 * good for it, once a person has confirmed the draft; "conflict": it changed since, a person decides; "open": it
 * has not ended yet; "done": it is taken back, or that is under way; "never": it cannot be, or was never done.
 */
export type ReversalVerdict = "now" | "draft" | "conflict" | "open" | "done" | "never";

export type ReversalPreview = {
  verdict: ReversalVerdict;
  /** It may be asked for as it stands, a draft included. */
  possible: boolean;
  kind: ReversalRule["kind"];
  /** What would happen, or why it cannot, in a sentence. */
  sentence: string;
  /** What reversing would change: as it is now, and as it would be. */
  before: JsonObject | null;
  after: JsonObject | null;
  /** What changed since, where that is what keeps it from being reversed by itself. */
  conflict: string | null;
  /** How it can be reversed over what changed since: all versions, and `seen`, which names the one looked at. */
  over: (Omit<ReversalOver, "reversal"> & { seen: string }) | null;
  /** What makes good for it, as it would go. */
  draft: { input: JsonObject; fields: readonly DraftField[] } | null;
};

export type ReversalPlan = {
  preview: ReversalPreview;
  /** What takes it back, or the draft of what makes good for it; null where neither can be. */
  reversal: Reversal | null;
  /** What takes it back over what changed since. */
  over: Reversal | null;
  /** What it was about, as it would stand then; undefined where that is not known. */
  afterwards: JsonObject | null | undefined;
};

const REVERSIBLE: readonly string[] = ["confirmed", "unverifiable"];

/** A person counted it as done. That will not change, so the reversal of its run does not wait for it. */
const UNSEEN =
  "Its answer was never seen here: somebody said that it arrived. Whoever knows what it did takes it back in that system.";

/**
 * How an action can be taken back as everything stands. Changes nothing.
 * @param assumed what it is about, as it will stand when its turn comes; read as it stands now unless given
 */
export async function planReversal(
  tx: Tx,
  effect: EffectRow,
  assumed?: JsonObject | null,
): Promise<ReversalPlan> {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  const cannot = (verdict: ReversalVerdict, sentence: string, more: Partial<ReversalPreview> = {}) =>
    planOf({ verdict, kind: action?.reversal.kind ?? "none", sentence, ...more });
  if (!action || !input?.success) return cannot("never", "This action is not known here any more.");
  if (effect.state === "reversed") return cannot("done", "This was taken back already.");
  if (effect.reversalOf !== null) {
    return cannot("never", "This took something back. Do that again instead, if it was right after all.", {
      kind: "none",
    });
  }
  if (effect.state === "failed")
    return cannot("never", "This was not done, so there is nothing to take back.");
  const standing = await findReversal(tx, effect.id);
  if (standing && standing.state !== "failed") return cannot("done", sentenceFor(standing));
  const calledOff =
    effect.state === "pending" && effect.result !== null
      ? action.callOff?.(doneOf(effect, input.data, effect.result))
      : undefined;
  if (calledOff && "refusal" in calledOff) return cannot("open", calledOff.refusal);
  if (calledOff) {
    const preview = planOf({ verdict: "now", kind: "exact", sentence: calledOff.why });
    return { ...preview, reversal: calledOff.reversal };
  }
  if (!action.reverse) return cannot("never", action.reversal.why);
  if (!REVERSIBLE.includes(effect.state)) return cannot("open", "Only what was confirmed can be taken back.");
  if (effect.result === null) return cannot("never", UNSEEN);

  const done = doneOf(effect, input.data, effect.result);
  const irreversible = (await action.irreversible?.(tx, done)) ?? null;
  if (irreversible !== null) return cannot("never", irreversible, { kind: "none" });
  done.now = assumed === undefined ? ((await action.now?.(tx, done)) ?? null) : assumed;
  const conflict = (await action.conflict?.(tx, done)) ?? null;
  if (conflict !== null) {
    const over = action.reverseOver?.(done) ?? null;
    const shown = over && {
      left: over.left,
      now: over.now,
      after: over.after,
      seen: canonicalHash(done.now),
    };
    return {
      ...cannot("conflict", conflict, { conflict, over: shown }),
      over: over?.reversal ?? null,
    };
  }
  const reversal = action.reverse(done);
  if (action.reversal.kind === "compensate") {
    const draft = { input: reversal.input, fields: reversal.editable ?? [] };
    return {
      ...planOf({ verdict: "draft", kind: "compensate", sentence: action.reversal.why, draft }),
      reversal,
    };
  }
  const changes = changesOf(action, done);
  const kind = action.reversal.kind;
  return {
    ...planOf({ verdict: "now", kind, sentence: action.reversal.why, ...changes }),
    reversal,
    afterwards: action.now ? done.before : undefined,
  };
}

function planOf(
  preview: Pick<ReversalPreview, "verdict" | "kind" | "sentence"> & Partial<ReversalPreview>,
): ReversalPlan {
  const possible = preview.verdict === "now" || preview.verdict === "draft";
  const nothing = { before: null, after: null, conflict: null, over: null, draft: null };
  return { preview: { possible, ...nothing, ...preview }, reversal: null, over: null, afterwards: undefined };
}

/** An action that was done, as its descriptor wants it. */
export function doneOf(effect: EffectRow, input: unknown, result: JsonObject): Done<unknown> {
  const { organizationId, id: effectId, key, before, summary, connectionId, evidence } = effect;
  return { organizationId, effectId, key, input, before, result, summary, connectionId, evidence };
}

function sentenceFor({ state, summary, reason }: EffectRow): string {
  if (state === "confirmed") return `“${summary}” has made good for it.`;
  return `“${summary}” is under way. ${reason}`.trim();
}

/** Backwards: what came after is what is there now. */
function changesOf(action: ActionDescriptor, done: Done<unknown>): Pick<ReversalPreview, "before" | "after"> {
  const input = isJsonObject(done.input) ? done.input : null;
  const change = action.change?.(done) ?? { before: done.before, after: input };
  return { before: change.after, after: change.before };
}
