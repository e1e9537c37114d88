import { canonicalHash } from "@/server/canonical";
import type { Tx } from "@/server/db/tx";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Done, ReversalOver } from "../define";
import { likenessOf, pickAlong } from "../likeness";
import { type Undo, undoSchema } from "./undo";

/**
 * What changed on the other side is seen only when it is looked at, which is never done in a transaction: the attempt
 * to take it back looks, stops, and keeps what it saw (see take-back). The next plan goes by that.
 */

const SEEN = `
  SELECT reason, result->'now' AS now FROM effect WHERE reversal_of = $1::uuid AND state = 'failed'
    AND result->>'refused' = 'changed'`;

/** What the last attempt to take it back saw, if it stopped because of that. */
export async function changedSince(tx: Tx, { effectId }: Done<unknown>): Promise<JsonObject | null> {
  const [seen] = await tx.query<{ reason: string; now: Json }>(SEEN, [effectId]);
  return seen && isJsonObject(seen.now) ? { seen: seen.now, reason: seen.reason } : null;
}

export async function conflictOf(_tx: Tx, { now }: Done<unknown>): Promise<string | null> {
  return now && isJsonObject(now.seen) && typeof now.reason === "string" ? now.reason : null;
}

/** Takes it back over what was seen, and over nothing else. */
export function reversalOver(
  { now, summary, evidence }: Done<unknown>,
  input: JsonObject,
): ReversalOver | null {
  const seen = now?.seen;
  const undo = undoSchema.safeParse(evidence?.undo);
  if (!isJsonObject(seen) || !undo.success) return null;
  return {
    reversal: {
      action: "openapi.take-back",
      input: { ...input, over: imageHash(seen) },
      summary: `Take back: ${summary}`,
    },
    left: isJsonObject(input.left) ? input.left : null,
    now: seen,
    after: undo.data.kind === "give-back" ? { ...seen, ...undo.data.giveBack } : null,
  };
}

export function imageHash(image: JsonObject): string {
  return canonicalHash(image);
}

/**
 * What differs from how the action left it, by name. Giving back touches only some fields: only those count. What is
 * removed is removed whole: there everything counts.
 */
export function differences(undo: Undo, left: JsonObject, now: JsonObject): string[] {
  if (undo.kind === "remove") return likenessOf(left, now).differing;
  const like = undo.giveBack ?? {};
  return likenessOf(pickAlong(like, left), pickAlong(like, now)).differing;
}
