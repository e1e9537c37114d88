import { inOrganizationFast } from "@/server/db/in-organization";
import { toDate, toNumber, toText } from "@/workflow/expressions/convert";
import type { Json, JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";
import { MendAction } from "../failures";

/**
 * Data as a collection's fields want it: known fields only, each of its type.
 * @throws MendAction naming the field and what it should be
 */
export async function checkFields(
  organizationId: string,
  collectionId: string,
  data: JsonObject,
  options: { whole: boolean },
): Promise<JsonObject> {
  const [collection] = await inOrganizationFast(organizationId, (tx) =>
    tx.query<{ name: string; fields: Field[] }>("SELECT name, fields FROM collection WHERE id::text = $1", [
      collectionId,
    ]),
  );
  if (!collection)
    throw new MendAction("The collection is not there any more. Choose another in the node's settings.");
  const checked: JsonObject = {};
  for (const [key, value] of Object.entries(data)) {
    const field = collection.fields.find((each) => each.key === key);
    if (!field)
      throw new MendAction(`“${collection.name}” has no field “${key}”. Remove it, or add the field.`);
    checked[key] = convert(field, value);
  }
  const missing = options.whole
    ? collection.fields.filter((field) => field.required && isNothing(checked[field.key]))
    : collection.fields.filter(
        (field) => field.required && field.key in checked && isNothing(checked[field.key]),
      );
  const [first] = missing;
  if (first) throw new MendAction(`“${first.label}” is empty, and “${collection.name}” needs it.`);
  return checked;
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}

function convert(field: Field, value: Json): Json {
  if (isNothing(value)) return null;
  const wrong = (what: string) =>
    new MendAction(`“${field.label}” is “${toText(value)}”, but has to be ${what}.`);
  switch (field.type) {
    case "number":
    case "money": {
      const number = toNumber(value);
      if (number === undefined) throw wrong("a number");
      return number;
    }
    case "date":
      if (toDate(value) === undefined) throw wrong("a date, such as 2026-11-23");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrong("yes or no");
      return value;
    case "choice":
      if (field.options && !field.options.includes(toText(value)))
        throw wrong(`one of ${field.options.join(", ")}`);
      return toText(value);
    case "list":
    case "object":
      return value;
    default:
      return toText(value);
  }
}
