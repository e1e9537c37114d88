import { isJsonObject, type JsonObject } from "@/workflow/json";
import type { Lookup, Settled } from "@/workflow/ports";

export const TRIGGERED = "started";

/** A trigger settles at once, with the event as its output. */
export function startWithEvent(lookup: Lookup, reason: string): Settled {
  const event = lookup({ from: "event", path: [] });
  const output: JsonObject = isJsonObject(event) ? event : {};
  return { kind: "settled", port: TRIGGERED, output, reason };
}
