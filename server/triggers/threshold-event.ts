import { titleOf } from "@/server/connectors/collections/record-image";
import { evaluateCondition } from "@/workflow/expressions/condition";
import { toMoment } from "@/workflow/expressions/moment";
import { lookupIn } from "@/workflow/expressions/reference";
import type { JsonObject } from "@/workflow/json";
import { plainLabel } from "@/workflow/nodes/words";
import { crossingOf } from "@/workflow/time/threshold";
import { localText } from "@/workflow/time/zone";
import type { TimedEvent } from "./keep-events";
import type { ThresholdRule } from "./rule";

/** A record with a date that a threshold watches. */
export type DatedRecord = {
  id: string;
  version: number;
  data: JsonObject;
  /** The collection's field that names a record. */
  titleField: string;
};

/** When a record's date is crossed, in milliseconds; null when it has no date that can be read. */
export function crossingOfRecord(rule: ThresholdRule, record: DatedRecord): number | null {
  const date = dateOf(rule, record);
  return date === undefined ? null : crossingOf(rule, date);
}

/**
 * The event of a record whose moment has come; null when it does not meet the conditions as it stands now. Its
 * id names the record, the date and the distance: one crossing, whatever else about the rule is changed.
 */
export function thresholdEvent(rule: ThresholdRule, record: DatedRecord, now: Date): TimedEvent | null {
  const crossing = crossingOfRecord(rule, record);
  if (crossing === null) return null;
  const body = bodyOf(rule, record, crossing);
  const lookup = lookupIn(new Map([["event", body]]));
  const { result } = evaluateCondition(rule.when, lookup, {
    now,
    labelOf: plainLabel,
    timeZone: rule.timeZone,
  });
  return result
    ? { externalId: `${record.id} ${nameOfDate(rule, record)} ${nameOfDistance(rule)}`, body }
    : null;
}

/** What the trigger puts out: the record in the shape in which nodes that find records do. */
export function bodyOf(rule: ThresholdRule, record: DatedRecord, crossing: number): JsonObject {
  const { id, version, data } = record;
  return {
    record: data,
    id,
    version,
    title: titleOf(data, record, id),
    reachedAt: localText(rule.timeZone, crossing),
  };
}

function dateOf(rule: ThresholdRule, { data }: DatedRecord) {
  return Object.hasOwn(data, rule.field) ? toMoment(data[rule.field]) : undefined;
}

/** The same for the same date, however it is written. */
function nameOfDate(rule: ThresholdRule, record: DatedRecord): string {
  const date = dateOf(rule, record);
  if (date === undefined) return "";
  return date.kind === "day" ? `day ${date.day}` : new Date(date.at).toISOString();
}

function nameOfDistance({ field, amount, unit, direction }: ThresholdRule): string {
  return `${amount} ${unit} ${direction} ${field}`;
}
