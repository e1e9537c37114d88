import type { Json, JsonObject } from "@/workflow/json";
import { pathOfKey } from "@/workflow/operations/fields";
import type { Change } from "../define";
import { fieldAt } from "../field-at";

/**
 * What an operation was given, as people read it: by the names of its fields, beside what stood there before, where that
 * was read. How the fields are sent is in the request.
 */
export function shownChange(values: JsonObject, stood: Json | undefined): Change {
  const before: JsonObject = {};
  const after: JsonObject = {};
  for (const [key, value] of Object.entries(values)) {
    const [place, ...names] = pathOfKey(key);
    const label = names.length > 0 ? names.join(" › ") : "Body";
    // The same name may be in the path and in the body.
    const shown = Object.hasOwn(after, label) ? `${label} (${place})` : label;
    after[shown] = value;
    const earlier = place === "body" ? fieldAt(stood ?? null, names) : undefined;
    if (earlier !== undefined) before[shown] = earlier;
  }
  return { before: Object.keys(before).length > 0 ? before : null, after };
}
