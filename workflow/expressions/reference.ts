import type { Json, JsonObject } from "@/workflow/json";
import type { Lookup } from "@/workflow/ports";
import type { Reference } from "./schema";

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** What a reference points at; undefined means missing. */
export function resolveReference(reference: Reference, lookup: Lookup): Json | undefined {
  return lookup(reference);
}

/**
 * Looks references up in node outputs by node id, with what arrived under "event". Leave skipped nodes out
 * of the map: what they would have given is missing.
 */
export function lookupIn(outputs: ReadonlyMap<string, JsonObject>): Lookup {
  return (reference) => valueAt(outputs.get(reference.from), reference.path);
}

/**
 * Walks a path of own fields, and of list positions written as decimal digits. What objects and lists
 * inherit ("constructor", "length") is not data, so it is missing.
 */
function valueAt(root: Json | undefined, path: readonly string[]): Json | undefined {
  let current = root;
  for (const key of path) {
    if (current === undefined || current === null || typeof current !== "object") return undefined;
    current = Array.isArray(current) ? itemAt(current, key) : fieldAt(current, key);
  }
  return current;
}

/** One text per thing referred to, equal for equal references. */
export function referenceKey(reference: Reference): string {
  return JSON.stringify([reference.from, ...reference.path]);
}

/** Whether both point at the same thing. */
export function sameReference(a: Reference, b: Reference): boolean {
  return referenceKey(a) === referenceKey(b);
}

function itemAt(list: Json[], key: string): Json | undefined {
  return INDEX.test(key) ? list[Number(key)] : undefined;
}

function fieldAt(object: JsonObject, key: string): Json | undefined {
  // "__proto__" may be an own key of parsed JSON; handing it on invites a careless copy to act on it.
  return key !== "__proto__" && Object.hasOwn(object, key) ? object[key] : undefined;
}
