import { decimalText } from "@/workflow/expressions/decimal";
import { formatJson } from "@/workflow/expressions/format";
import type { Json, JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";

/** What was typed into a record's form, by field. */
export type Entries = { [key: string]: string };

/** A field's value for reading; nothing is a dash. */
export function valueText(field: Field, value: Json | undefined, timeZone: string): string {
  if (value === undefined || value === null || value === "") return "—";
  if (typeof value === "boolean") return value ? "yes" : "no";
  const format =
    field.type === "date" ? "date" : field.type === "number" || field.type === "money" ? "number" : undefined;
  return formatJson(value, format, { locale: "en-GB", timeZone, currency: "" });
}

/** Can it be changed in a plain form? Groups of fields and lists of them are only shown. */
export function isEditable(field: Field, value: Json | undefined): boolean {
  if (field.type === "object") return false;
  return field.type !== "list" || !Array.isArray(value) || value.every((item) => typeof item !== "object");
}

/** A field's value as its control holds it. */
export function toEntry(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/**
 * What was changed, as the server takes it. What was not touched is left out, so that nobody else's change of
 * another field is overwritten, and what cannot be read as its type goes as it was typed: the server says why.
 */
export function changesOf(fields: readonly Field[], data: JsonObject, entries: Entries): JsonObject {
  const changes: JsonObject = {};
  for (const field of fields) {
    const entry = entries[field.key];
    if (entry === undefined || entry === toEntry(data[field.key])) continue;
    changes[field.key] = fromEntry(field, entry.trim(), data[field.key]);
  }
  return changes;
}

function fromEntry(field: Field, text: string, standing: Json | undefined): Json {
  if (text === "") return null;
  switch (field.type) {
    case "boolean":
      return text === "true";
    case "list":
      return text.split(",").flatMap((item) => item.trim() || []);
    case "number":
      return decimalText(text) === undefined ? text : Number(decimalText(text));
    case "money":
      // An amount keeps the form it has: as text it loses no digit.
      return typeof standing === "number" && decimalText(text) !== undefined
        ? Number(decimalText(text))
        : text;
    default:
      return text;
  }
}
