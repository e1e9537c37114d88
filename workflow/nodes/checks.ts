import type { Mapping } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import type { Catalog, ConfigProblem, Field } from "./define";

/** Checks against what the organization has, shared by the node types that use it. */

/** The collection must exist; an empty id is the schema's business. */
export function checkCollection(catalog: Catalog, id: string, key = "collectionId"): ConfigProblem[] {
  if (id === "" || catalog.collections.some((collection) => collection.id === id)) return [];
  return [{ path: [key], message: "The chosen collection no longer exists. Choose another." }];
}

/** Every named field must exist in the collection. */
export function checkFields(
  catalog: Catalog,
  collectionId: string,
  fields: readonly string[],
  key: string,
): ConfigProblem[] {
  const collection = catalog.collections.find(({ id }) => id === collectionId);
  if (!collection) return [];
  const known = new Set(collection.fields.map((field) => field.key));
  return [...new Set(fields)]
    .filter((field) => field !== "" && !known.has(field))
    .map((field) => ({
      path: [key],
      message: `“${collection.name}” has no field “${field}”. Choose another field or remove it.`,
    }));
}

/** The field, where it exists, must be one of dates. */
export function checkDateField(
  catalog: Catalog,
  collectionId: string,
  key: string,
  path: string,
): ConfigProblem[] {
  const field = recordFields(catalog, collectionId).find((each) => each.key === key);
  if (!field || field.type === "date") return [];
  return [{ path: [path], message: `“${field.label}” is not a date. Choose a field of type date.` }];
}

/** A new record needs every required field of its collection. */
export function checkRequiredFields(
  catalog: Catalog,
  collectionId: string,
  mapping: Mapping,
  key: string,
): ConfigProblem[] {
  const collection = catalog.collections.find(({ id }) => id === collectionId);
  const given = new Set(mapping.map(({ field }) => field));
  const absent = (collection?.fields ?? []).filter((field) => field.required && !given.has(field.key));
  if (!collection || absent.length === 0) return [];
  const names = joinWords(absent.map((field) => `“${field.label}”`));
  return [{ path: [key], message: `A record of “${collection.name}” needs ${names}. Add what is missing.` }];
}

/** The connection must exist and be of the right connector. */
export function checkConnection(catalog: Catalog, id: string, connector: string): ConfigProblem[] {
  if (id === "") return [];
  const connection = catalog.connections.find((each) => each.id === id);
  if (connection?.connector === connector) return [];
  const message = connection
    ? `“${connection.name}” cannot be used here. Choose another connection.`
    : "The chosen connection no longer exists. Choose another.";
  return [{ path: ["connectionId"], message }];
}

/** A collection's fields as the record of an output carries them. */
export function recordFields(catalog: Catalog, collectionId: string): Field[] {
  return catalog.collections.find(({ id }) => id === collectionId)?.fields ?? [];
}

/** `id`, `version` and `record` of one record, as finding and writing nodes put it out. */
export function recordOutputs(catalog: Catalog, collectionId: string): Field[] {
  return [
    { key: "record", label: "Record", type: "object", fields: recordFields(catalog, collectionId) },
    { key: "id", label: "Record id", type: "text" },
    { key: "version", label: "Record version", type: "number" },
  ];
}
