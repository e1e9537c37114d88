import { z } from "zod";
import { referencesOfCondition } from "@/workflow/expressions/collect";
import { describeCondition } from "@/workflow/expressions/describe";
import { conditionSchema } from "@/workflow/expressions/schema";
import type { Threshold } from "@/workflow/time/threshold";
import { timeOfDaySchema } from "@/workflow/time/time-of-day";
import { checkCollection, checkDateField, checkFields, recordOutputs } from "../../checks";
import { type Catalog, defineNode } from "../../define";
import { chosen, hasRule } from "../../settings";
import { checkTimeZone, timeZoneSetting } from "../../time-zone";
import { TRIGGERED } from "../../trigger-output";
import { setting } from "../../widgets";
import { collectionName, counted, humanise, plainLabel, summaryLine } from "../../words";

/** Longer than this nobody counts in business days, and every date is still found. */
const MOST = 1_000;

const offsetSchema = z.strictObject({
  amount: z
    .number("Fill in how long before or after.")
    .int("How long before or after is a whole number.")
    .min(0, "How long before or after starts at 0.")
    .max(MOST, `How long before or after ends at ${MOST}.`),
  unit: z.enum(["hours", "days", "business-days"]),
  direction: z.enum(["before", "after"]),
});

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  field: setting(z.string().max(100).min(1, "Choose a date field."), {
    label: "Date",
    widget: "field-of-collection",
    collectionFrom: "collectionId",
    fieldTypes: ["date"],
  }),
  offset: setting(offsetSchema, {
    label: "Starts",
    help: "Once for each record and date; a date that is changed counts anew. Business days are Monday to Friday.",
    widget: "time-offset",
  }),
  at: setting(timeOfDaySchema, {
    label: "At",
    help: "The time on that day. Counted in hours, a date without a time begins at this time.",
    widget: "time",
  }),
  timeZone: timeZoneSetting(),
  when: setting(conditionSchema, {
    label: "Only if",
    help: "Looked at when the moment comes. Without a condition, every record counts.",
    widget: "condition",
  }),
  past: setting(z.boolean(), {
    label: "Also what is past already",
    help: "Off: only moments from publishing on start something. On: records whose moment had come before start once too.",
    widget: "switch",
  }),
});
export type TimeThresholdConfig = z.infer<typeof config>;

export const timeThresholdDefinition = defineNode<TimeThresholdConfig>({
  type: "time-threshold",
  lane: "trigger",
  label: "Time threshold",
  description: "A record's date is near, or has passed.",
  icon: "alarm-clock",
  config,
  defaults: () => ({
    collectionId: "",
    field: "",
    offset: { amount: 3, unit: "days", direction: "before" },
    at: "09:00",
    timeZone: "",
    when: { combinator: "and", rules: [] },
    past: false,
  }),
  ports: () => [{ id: TRIGGERED, label: "Reached" }],
  outputs: ({ collectionId }, catalog) => [
    ...recordOutputs(catalog, collectionId),
    { key: "title", label: "Record's name", type: "text" },
    { key: "reachedAt", label: "Reached at", type: "date" },
  ],
  summary: (settings, catalog) => summaryLine(describeThreshold(settings, catalog)),
  references: ({ when }) => referencesOfCondition(when),
  check: ({ collectionId, field, timeZone }, catalog) => [
    ...checkCollection(catalog, collectionId),
    ...checkFields(catalog, collectionId, [field], "field"),
    ...checkDateField(catalog, collectionId, field, "field"),
    ...checkTimeZone(timeZone),
  ],
  behaviour: "trigger",
});

/** When a date is reached by these settings; without a time zone of their own, by the organization's. */
export function thresholdOf(
  { offset, at, timeZone }: TimeThresholdConfig,
  organizationsTimeZone: string,
): Threshold {
  return { ...offset, at, timeZone: timeZone || organizationsTimeZone };
}

function describeThreshold(settings: TimeThresholdConfig, catalog: Catalog): string {
  const { collectionId, field, offset, at, when } = settings;
  const known = catalog.collections.find(({ id }) => id === collectionId);
  const date =
    known?.fields.find(({ key }) => key === field)?.label.toLowerCase() ?? (humanise(field) || "a date");
  const distance =
    offset.amount === 0
      ? "on"
      : `${counted(offset.amount, offset.unit.replace("-", " ").slice(0, -1))} ${offset.direction}`;
  const time = offset.unit === "hours" ? "" : ` at ${at}`;
  const only = hasRule(when) ? `, if ${describeCondition(when, plainLabel)}` : "";
  return `${distance} ${date} of ${collectionName(catalog, collectionId)}${time}${only}`;
}
