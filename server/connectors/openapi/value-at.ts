import type { Json } from "@/workflow/json";
import type { Assembled } from "@/workflow/operations/assemble";
import { pathOfKey } from "@/workflow/operations/fields";
import { fieldAt } from "../field-at";

/** What a call carries under a field's key, such as "path/id" or "body/address/city". */
export function valueAt(call: Assembled, key: string): Json | undefined {
  const [place, ...names] = pathOfKey(key);
  if (place === "body") return fieldAt(call.body ?? null, names);
  if (place !== "path" && place !== "query" && place !== "header") return undefined;
  const [name = ""] = names;
  return Object.hasOwn(call[place], name) ? call[place][name] : undefined;
}
