import type { EffectState } from "@/server/db/generated/enums";

/** Where an action may go from where it stands. Whatever is not listed does not happen. */
const TRANSITIONS: { readonly [state in EffectState]: readonly EffectState[] } = {
  /** A guardrail wants a person: released, or refused. */
  held: ["queued", "failed"],
  /** Due now or later; not sent. */
  queued: ["sending", "held", "blocked", "failed"],
  /** Somebody holds the lease; it may have been sent. Back to queued only when it certainly was not done. */
  sending: [
    "queued",
    "confirmed",
    "mismatch",
    "missing",
    "unverifiable",
    "pending",
    "unknown",
    "blocked",
    "failed",
  ],
  /**
   * Was accepted and has not ended yet on the other side: looked at again by the drain, or by whoever waits
   * (follow-effect), or ended by a report that comes in (hear-report).
   */
  pending: ["sending", "pending", "confirmed", "missing", "failed"],
  /** May have been done; is looked up, or waits for a person who looks, or for a report that shows that it was. */
  unknown: ["sending", "queued", "pending", "confirmed", "missing", "failed"],
  /** Wrong, missing or impossible as it stands: a person is asked. */
  mismatch: ["confirmed", "failed"],
  missing: ["queued", "confirmed", "failed"],
  blocked: ["queued", "failed"],
  /** Its system may say later that it was not so. */
  confirmed: ["reversed", "missing"],
  unverifiable: ["reversed"],
  /** Only the reversal of an action may be asked for again. */
  failed: ["queued"],
  reversed: [],
};

export function mayMove(from: EffectState, to: EffectState): boolean {
  return TRANSITIONS[from].includes(to);
}

const SETTLED: ReadonlySet<EffectState> = new Set(["confirmed", "unverifiable", "failed", "reversed"]);

/** Nothing more happens to it by itself, and what follows it may go on. */
export function isSettled(state: EffectState): boolean {
  return SETTLED.has(state);
}

/** What was reversed had been confirmed. */
export function isConfirmed(state: EffectState): boolean {
  return state === "confirmed" || state === "reversed";
}

/** Certainly not sent: may be dropped when its run is canceled. */
export const UNSENT: readonly EffectState[] = ["held", "queued", "blocked"];

/** Waits for a person or for its system: may be dropped by an admin. */
export const DROPPABLE: readonly EffectState[] = [...UNSENT, "unknown", "mismatch", "missing", "pending"];
