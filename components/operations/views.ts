import type { Inputs } from "@/components/api";

export type View = Inputs["operations"]["effects"]["view"];

/** The lists of actions that need watching, in the order of their tabs. */
export const VIEWS: readonly { id: View; label: string; empty: { title: string; description: string } }[] = [
  {
    id: "queue",
    label: "Queued",
    empty: {
      title: "Nothing waits to be sent",
      description: "When a system is down, its actions queue here and go out by themselves once it is back.",
    },
  },
  {
    id: "held",
    label: "Held",
    empty: {
      title: "No guardrail holds anything",
      description: "Actions above a cap wait here until a person has decided in the inbox.",
    },
  },
  {
    id: "stuck",
    label: "Needs mending",
    empty: {
      title: "Nothing needs mending",
      description: "Actions that cannot go on without somebody are listed here with the one thing to mend.",
    },
  },
  {
    id: "ended",
    label: "Given up",
    empty: {
      title: "Nothing was given up",
      description: "Actions that failed for good or were dropped stay here, grouped by what was wrong.",
    },
  },
];

/** The view an address names; anything else is the first. */
export function viewOf(text: string | null): View {
  return VIEWS.find(({ id }) => id === text)?.id ?? "queue";
}
