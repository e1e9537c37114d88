import { evaluateCondition } from "@/workflow/expressions/condition";
import { lookupIn } from "@/workflow/expressions/reference";
import type { JsonObject } from "@/workflow/json";
import type { Services } from "@/workflow/ports";
import { contextOf } from "../../resolve";
import { hasRule } from "../../settings";
import type { RecordChangeConfig } from "./definition";

/** One version of a record against the one before it. */
export type ChangeOfRecord = {
  id: string;
  version: number;
  /** What people call it. */
  title: string;
  /** Its fields as they were; null when it was not there. */
  before: JsonObject | null;
  /** Its fields as they are; null when it was deleted. */
  after: JsonObject | null;
  /** Keys of the fields that differ. */
  changed: string[];
};

type Kind = "created" | "updated" | "deleted";

function kindOf({ before, after }: ChangeOfRecord): Kind {
  if (before === null) return "created";
  return after === null ? "deleted" : "updated";
}

/** The event of a change: the record as nodes that find one put it out, and what it was before. */
export function eventOf(change: ChangeOfRecord): JsonObject {
  const { id, version, title, before, after, changed } = change;
  return {
    record: after ?? before ?? {},
    id,
    version,
    title,
    change: kindOf(change),
    before: before ?? {},
    changed,
  };
}

/**
 * Whether a trigger with these settings starts on a change: its kind is wanted, one of the named fields
 * changed, and the condition has just become true (of a deleted record: was true).
 */
export function startsOn(
  config: RecordChangeConfig,
  change: ChangeOfRecord,
  services: Pick<Services, "now" | "formatting">,
): boolean {
  const kind = kindOf(change);
  if (!config[kind]) return false;
  const { fields, when } = config;
  if (kind === "updated" && fields.length > 0 && !fields.some((field) => change.changed.includes(field))) {
    return false;
  }
  if (when === undefined || !hasRule(when)) return true;
  const holds = (data: JsonObject | null) => {
    if (data === null) return false;
    const event = { ...eventOf(change), record: data };
    const context = contextOf(services);
    return evaluateCondition(when, lookupIn(new Map([["event", event]])), context).result;
  };
  return kind === "deleted" ? holds(change.before) : !holds(change.before) && holds(change.after);
}
