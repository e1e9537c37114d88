import type { Edge, Node } from "@xyflow/react";
import type { StateName } from "@/components/ui/state-mark";
import type { Port } from "@/workflow/nodes/define";
import type { Lane } from "@/workflow/stages";

/** What a node card shows; derived from document, definition and (in a run) what happened. */
export type CardData = {
  name: string;
  typeLabel: string;
  icon: string;
  lane: Lane;
  summary: string;
  ports: Port[];
  /** No way in: triggers and notes. */
  startsHere: boolean;
  isNote: boolean;
  /** Problems of the drawing, or what happened in a run, told on the card's right. */
  state?: StateName;
  stateWord?: string;
  problem?: { severity: "error" | "warning"; message: string };
  /** The way out that was taken; others are dim. */
  takenPort?: string;
  dim?: boolean;
  editable: boolean;
};

export type CardNode = Node<CardData, "card">;

export type OutcomeData = {
  label: string;
  dontWait: boolean;
  taken?: boolean;
  dead?: boolean;
  editable: boolean;
  onInsert?: () => void;
};

export type OutcomeEdge = Edge<OutcomeData, "outcome">;
