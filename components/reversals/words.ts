import type { Outputs } from "@/components/api";
import type { StateName } from "@/components/ui/state-mark";

export type RunReversal = NonNullable<Outputs["runs"]["reversal"]>;
export type ReversalItem = RunReversal["items"][number];

/** How many of its actions there are, and how many need nothing more. */
export function progressOf({ counts }: Pick<RunReversal, "counts">): { all: number; over: number } {
  const all = Object.values(counts).reduce((sum, count) => sum + (count ?? 0), 0);
  return { all, over: (counts.done ?? 0) + (counts.skipped ?? 0) };
}

/** How the reversal of a run stands, in a sentence. */
export function reversalSentence(reversal: Pick<RunReversal, "status" | "counts">): string {
  const { all, over } = progressOf(reversal);
  const { done = 0, skipped = 0 } = reversal.counts;
  if (reversal.status === "waiting")
    return `Taking it back waits for a person: ${over} of ${all} are through.`;
  if (reversal.status === "going") return `It is being taken back: ${over} of ${all} are through.`;
  const left = skipped === 0 ? "" : ` ${skipped} ${skipped === 1 ? "was" : "were"} left.`;
  return `It was taken back: ${done} of ${all} ${all === 1 ? "action" : "actions"}.${left}`;
}

/** The mark of one action that is taken back as part of its run. */
export function markOf({ state, byState, compensates }: ReversalItem): { state: StateName; label: string } {
  switch (state) {
    case "open":
      return { state: "queued", label: "To come" };
    case "done":
      return { state: "reversed", label: compensates ? "Made good for" : "Taken back" };
    case "skipped":
      return { state: "skipped", label: "Left as it is" };
    case "stopped":
      return { state: "blocked", label: "Needs a decision" };
    case "draft":
      return { state: "waiting", label: "Draft waits for you" };
    case "going":
      if (byState === "held") return { state: "held", label: "Held for another person" };
      if (byState === "queued") return { state: "queued", label: "Queued" };
      if (byState === "unknown") return { state: "unknown", label: "Unknown" };
      if (byState === "mismatch" || byState === "missing") return { state: byState, label: "Needs a look" };
      return { state: "running", label: "Being taken back" };
  }
}
