import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";

/** Longest chain of references that lead to references. */
const LONGEST_CHAIN = 20;

/**
 * What a part of a document stands for, references followed: only ones into the document itself ("#/…"). Undefined
 * for what is not there, leads elsewhere, or only leads to itself.
 */
export function resolve(document: JsonObject, part: Json | undefined): JsonObject | undefined {
  let found: Json | undefined = part;
  for (let hop = 0; hop < LONGEST_CHAIN; hop += 1) {
    if (!isJsonObject(found)) return undefined;
    const { $ref } = found;
    if (typeof $ref !== "string") return found;
    found = pointedAt(document, $ref);
  }
  return undefined;
}

function pointedAt(document: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith("#/")) return undefined;
  let found: Json | undefined = document;
  for (const part of reference.slice(2).split("/")) {
    const name = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(found)) found = found[Number(name)];
    else found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
