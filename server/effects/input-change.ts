import { canonicalHash } from "@/server/canonical";
import { MendAction } from "@/server/connectors/failures";
import type { Tx } from "@/server/db/tx";
import { MendInput } from "@/server/errors";
import type { Json, JsonObject } from "@/workflow/json";
import { type Nature, natureOf } from "./nature";

/** What goes into the summary of an action whose input a person changed: it was written for the input before. */
const CHANGED = " (changed)";

export function changedSummary(summary: string): string {
  return summary.endsWith(CHANGED) ? summary : `${summary}${CHANGED}`;
}

/** The nature of an action with an input that a person gave. @throws MendInput when it does not take that */
export async function natureOrMend(tx: Tx, request: Parameters<typeof natureOf>[1]): Promise<Nature> {
  try {
    return await natureOf(tx, request);
  } catch (error) {
    if (error instanceof MendAction) throw new MendInput(error.message, "input");
    throw error;
  }
}

/** The fields that are not as they were, before and after. */
export function differences(
  before: JsonObject,
  after: JsonObject,
): { before: JsonObject; after: JsonObject } {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const text = (value: Json | undefined) => JSON.stringify(value ?? null);
  const changed = keys.filter((key) => canonicalHash(text(before[key])) !== canonicalHash(text(after[key])));
  const only = (of: JsonObject) => Object.fromEntries(changed.map((key) => [key, of[key] ?? null]));
  return { before: only(before), after: only(after) };
}
