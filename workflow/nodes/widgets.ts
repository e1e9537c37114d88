import type { z } from "zod";
import type { FieldType } from "./define";

/**
 * The controls a setting can be edited with. The form generator renders by these names, so a widget added
 * here must be drawn there.
 */
export const WIDGETS = [
  /** One line of plain text. */
  "text",
  /** Several lines of plain text. */
  "textarea",
  "number",
  "switch",
  /** One of `options`. */
  "select",
  /** One of the organization's collections; stores its id. */
  "collection",
  /** A field of the collection named by the setting `collectionFrom`; stores its key. */
  "field-of-collection",
  /** Fields of the collection named by the setting `collectionFrom`; stores their keys. */
  "fields-of-collection",
  /** A field of the list in the setting `fieldsFrom` of this same node; stores its key, "" for none. */
  "own-field",
  /** A field of the items of the list that the setting `listFrom` refers to; stores its key, "" for none. */
  "field-of-list",
  /** A connection of the connector `connector`; stores its id. */
  "connection",
  /** An operation of the connection in the setting `connectionFrom`; stores what its form is made of. */
  "operation",
  /** A `Mapping` of the fields of the operation in the setting `operationFrom`. */
  "operation-values",
  /** One of the workflows that others may start; stores its id. */
  "workflow",
  /** An address where events of others arrive; stores its id. */
  "arrivals",
  /** A `Value`: constant, one chip, or text with chips. */
  "value",
  /** A `Value` edited as text with chips; `lines` over 1 for a larger box. */
  "text-value",
  /** A `Condition`. */
  "condition",
  /** `{ id, name, when: Condition }[]`: the outcomes of a branch, first that holds wins. */
  "branches",
  /**
   * A `Mapping`; fields of the collection in `collectionFrom`, of the workflow in `workflowFrom` or of the events in
   * `arrivalsFrom`, else free names.
   */
  "mapping",
  /** `{ field, operator, value: Value }[]` on the collection in `collectionFrom`. */
  "filters",
  /** A `Reference`; undefined for none. */
  "reference",
  /** `{ key, label, type, required, options? }[]` */
  "form-fields",
  /** `{ role }` or `{ people: id[] }` */
  "reviewers",
  /** `{ label, value: Value }[]` */
  "evidence",
  /** `{ id, label, port, needsRationale }[]`; ids "approve" and "reject" are always there. */
  "answers",
  /** `{ amount, unit: "minutes" | "hours" | "days" }` */
  "duration",
  /** "09:00" */
  "time",
  /** IANA name; "" for the organization's. */
  "time-zone",
  /** Days of the week: "mon" to "sun", in any order. */
  "weekdays",
  /** `{ amount, unit: "hours" | "days" | "business-days", direction: "before" | "after" }` */
  "time-offset",
  /** Three-letter currency code. */
  "currency",
  /** A `Value` that names one record of the collection in `collectionFrom`. */
  "record-id",
] as const;
export type Widget = (typeof WIDGETS)[number];

/** What a setting's schema says of itself in `.meta()`. */
export type SettingMeta = {
  label: string;
  help?: string;
  widget: Widget;
  placeholder?: string;
  /** For "select". */
  options?: readonly { value: string; label: string }[];
  /** Name of the setting that holds the collection, for widgets that offer its fields or records. */
  collectionFrom?: string;
  /** Name of the setting that holds the workflow, for widgets that offer what it is given. */
  workflowFrom?: string;
  /** Name of the setting that holds the address, for widgets that offer what an event holds. */
  arrivalsFrom?: string;
  /** Name of the setting that holds the connection, or the operation of one. */
  connectionFrom?: string;
  operationFrom?: string;
  /** For "field-of-collection": only fields of these types. */
  fieldTypes?: readonly FieldType[];
  /** Name of the setting that holds the field list, for "own-field". */
  fieldsFrom?: string;
  /** Name of the setting that refers to the list, for "field-of-list". */
  listFrom?: string;
  /** For "connection". */
  connector?: string;
  /** For "text-value": height of the box in lines. */
  lines?: number;
  /** Shown only while the setting `key` has this value, or one of these. */
  showIf?: { key: string; is: string | boolean | readonly string[] };
};

/** Attaches label and widget to a setting's schema. Call it last: every zod method drops earlier metadata. */
export function setting<Schema extends z.ZodType>(schema: Schema, meta: SettingMeta): Schema {
  return schema.meta(meta) as Schema;
}

export type Setting = { key: string; meta: SettingMeta; schema: z.ZodType };

/** The settings of a node type in the order in which they are declared. */
export function settingsOf(config: z.ZodType): Setting[] {
  const { shape } = config as unknown as { shape?: Record<string, z.ZodType> };
  return Object.entries(shape ?? {}).flatMap(([key, schema]) => {
    const meta = schema.meta() as SettingMeta | undefined;
    return meta?.widget === undefined ? [] : [{ key, meta, schema }];
  });
}

/** The settings that matter beside the others as they stand: one that depends on a hidden setting is hidden too. */
export function shownSettings(of: z.ZodType, config: Readonly<Record<string, unknown>>): Setting[] {
  const settings = settingsOf(of);
  const byKey = new Map(settings.map((each) => [each.key, each]));
  const isShown = ({ meta: { showIf } }: Setting): boolean => {
    if (!showIf) return true;
    const wanted: readonly unknown[] = [showIf.is].flat();
    const decisive = byKey.get(showIf.key);
    return wanted.includes(config[showIf.key]) && (!decisive || isShown(decisive));
  };
  return settings.filter(isShown);
}
