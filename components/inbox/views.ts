/** The views of the inbox, in the order of their tabs. */
export const VIEWS = ["mine", "open", "decided", "all"] as const;
export type View = (typeof VIEWS)[number];

export const VIEW_LABELS: Record<View, string> = {
  mine: "For me",
  open: "Open",
  decided: "Decided",
  all: "All",
};

/** The view an address names; anything else is the first. */
export function viewOf(text: string | undefined): View {
  return VIEWS.find((view) => view === text) ?? "mine";
}
