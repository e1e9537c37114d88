import { toBoolean, toDate, toNumber, toText } from "@/workflow/expressions/convert";
import { shorten } from "@/workflow/expressions/words";
import type { Json, JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";
import { MendAction } from "../failures";
import type { CollectionRow } from "./record-image";

/**
 * Whether data may stand in a collection: only its fields, each of its type, what is required filled in.
 * @param given the fields being written; the others were checked when they were
 * @throws MendAction naming the first field that is wrong
 */
export function checkData(collection: CollectionRow, data: JsonObject, given: readonly string[]): void {
  const fields = new Map(collection.fields.map((field) => [field.key, field]));
  for (const key of given) {
    const field = fields.get(key);
    if (!field) throw new MendAction(`“${collection.name}” has no field “${key}”.`, key);
    const value = data[key];
    if (value !== undefined && !isBlank(value) && !fits(field, value)) {
      throw new MendAction(
        `“${field.label}” is “${shorten(toText(value), 60)}”, ${EXPECTED[field.type](field)}.`,
        key,
      );
    }
  }
  const absent = collection.fields.find(({ required, key }) => required && isBlank(data[key]));
  if (absent)
    throw new MendAction(`“${absent.label}” is empty, and “${collection.name}” requires it.`, absent.key);
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}

const EXPECTED: { [type in Field["type"]]: (field: Field) => string } = {
  text: () => "which is not a text",
  "long-text": () => "which is not a text",
  number: () => "which is not a number",
  money: () => "which is not an amount",
  date: () => "which is not a date",
  boolean: () => "which is neither yes nor no",
  email: () => "which is not an email address",
  choice: ({ options = [] }) => `which is not one of ${options.map((each) => `“${each}”`).join(", ")}`,
  list: () => "which is not a list",
  object: () => "which is not a group of fields",
};

function fits(field: Field, value: Json): boolean {
  switch (field.type) {
    case "text":
    case "long-text":
      return typeof value !== "object";
    case "number":
    case "money":
      return toNumber(value) !== undefined;
    case "date":
      return toDate(value) !== undefined;
    case "boolean":
      return toBoolean(value) !== undefined;
    case "email":
      return typeof value === "string" && /^[^\s@]+@[^\s@]+$/.test(value.trim());
    case "choice":
      return !field.options || field.options.includes(toText(value));
    case "list":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
  }
}
