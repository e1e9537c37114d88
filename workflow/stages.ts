/**
 * The five stages every automated operation follows. Palette, lanes, colours and timelines derive from
 * this list; nothing else may spell it out.
 */
export const STAGES = [
  { id: "trigger", label: "Trigger", icon: "zap", description: "What starts this" },
  { id: "understand", label: "Understand", icon: "search", description: "Gather what is needed to decide" },
  { id: "decide", label: "Decide", icon: "split", description: "Choose the right next step" },
  { id: "act", label: "Act", icon: "send", description: "Carry out what was decided" },
  { id: "verify", label: "Verify", icon: "badge-check", description: "Check that it really happened" },
] as const;

export type Stage = (typeof STAGES)[number]["id"];

/** Where a node belongs: one of the five stages, or "flow" for what only steers (wait, join, note). */
export type Lane = Stage | "flow";

export const FLOW_LANE = {
  id: "flow",
  label: "Flow",
  icon: "workflow",
  description: "Wait, join, annotate",
} as const;
