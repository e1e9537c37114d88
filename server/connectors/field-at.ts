import { isJsonObject, type Json } from "@/workflow/json";

/** Follows own fields alone. */
export function fieldAt(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (found, name) => (isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined),
    value,
  );
}
