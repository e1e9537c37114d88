import type { z } from "zod";
import type { Reference } from "../expressions/schema";
import type { Lane } from "../stages";

/** A way out of a node. `id` is stored in edges, so it never changes once released. */
export type Port = { id: string; label: string };

export const FIELD_TYPES = [
  "text",
  "long-text",
  "number",
  "money",
  "date",
  "boolean",
  "email",
  "choice",
  "list",
  "object",
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** A field that a node's output, an event, or a collection's record carries; what the chip picker offers. */
export type Field = {
  key: string;
  label: string;
  type: FieldType;
  options?: string[];
  required?: boolean;
  fields?: Field[];
};

/** What the editor and the planner know of the organization when they describe a node. Plain data. */
export type Catalog = {
  collections: { id: string; key: string; name: string; fields: Field[] }[];
  connections: { id: string; connector: string; name: string }[];
  people: { id: string; name: string; role: string }[];
  /** Workflows that others may start: what they are given, and what they give back when they end. */
  workflows: { id: string; name: string; fields: Field[]; gives: Field[] }[];
  /** Where events of others arrive: addresses of published workflows, with what an event holds. */
  arrivals: { id: string; name: string; fields: Field[] }[];
  /** IANA name; UTC unless given. */
  timeZone?: string;
};

/** The next moments of a trigger, and the time zone by which they were reckoned. */
export type Upcoming = { timeZone: string; times: Date[] };

/** A sentence that says what is wrong with a node's settings and what to do; `path` names the setting. */
export type ConfigProblem = { path: string[]; message: string };

/**
 * Everything about a node type that is safe to load anywhere: the browser draws with it, the planner plans
 * with it. What the node does when it runs is its executor.
 */
export type NodeDefinition<Config = unknown> = {
  type: string;
  lane: Lane;
  label: string;
  /** One sentence for the palette. */
  description: string;
  /** lucide icon name. */
  icon: string;
  /** Settings; labels and widgets stand in `.meta()` (see widgets.ts), from which the form derives. */
  config: z.ZodType<Config>;
  /** Settings of a freshly dropped node; may still be incomplete. */
  defaults: () => Partial<Config>;
  // Methods, so that the registry can hold definitions of different settings as one type.
  ports(config: Config): Port[];
  /** What the node's output holds, for references further down. */
  outputs(config: Config, catalog: Catalog): Field[];
  /** The output may hold more fields than `outputs` tells, as with what others send. */
  outputIsOpen?: boolean;
  /** The node in one line of words, e.g. "if amount is greater than 200". */
  summary(config: Config, catalog: Catalog): string;
  /** Everything this node's settings read; the plan waits for it (semantics: uses imply waiting). */
  references(config: Config): Reference[];
  /** Checks that the schema alone cannot make, e.g. a collection that no longer exists. */
  check?(config: Config, catalog: Catalog): ConfigProblem[];
  /** A drawing has one of these at most. */
  atMostOnce?: boolean;
  /** When a trigger of time starts its workflow next after `from`, at most `count` times; `timeZone` is the organization's. */
  upcoming?(config: Config, ask: { from: Date; timeZone: string; count: number }): Upcoming;
  /**
   * How it behaves in a plan: "pure" nodes may share a step; effects and waits stand alone; a "loop" has all
   * that follows its way out `EACH_ITEM` done once per item.
   */
  behaviour: "trigger" | "pure" | "wait" | "review" | "effect" | "loop" | "note";
  /** Of a "loop" alone, whose one reference is the list it goes through. */
  loop?: {
    /** How many items are worked on at once. */
    atMost(config: Config): number;
    /** What its output holds for what is done per item; `list` as far as the list is described. */
    itemFields(config: Config, list: Field | undefined): Field[];
  };
};

/** Keeps the settings' type while registering a definition. */
export function defineNode<Config>(definition: NodeDefinition<Config>): NodeDefinition<Config> {
  return definition;
}
