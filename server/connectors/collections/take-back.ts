import { canonicalJson } from "@/server/canonical";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { Done, Reversal, ReversalOver } from "../define";
import { readRecord } from "./record-image";
import { changedSentence, dataOf, goneSentence } from "./write-record";

/** What the actions on records share when they are taken back. */

/** The record as it stands now, with the effect that wrote it last; null when it is not there. */
export async function recordNow(tx: Tx, { result }: Done<unknown>): Promise<JsonObject | null> {
  const found = await readRecord(tx, String(result.id));
  return found && { ...found.image, writtenBy: found.writtenBy };
}

/**
 * Whether the record stands as the action left it; otherwise what changed, in a sentence. What was changed and
 * taken back since is as it was left, whatever its version says.
 */
export async function recordConflict(
  tx: Tx,
  { result, now }: Done<unknown>,
  expected: { deleted: boolean },
): Promise<string | null> {
  const title = String(now?.title ?? result.title);
  if (!now || now.deleted !== expected.deleted) {
    return goneSentence(now ? { title, deleted: now.deleted === true } : undefined);
  }
  if (now.version === result.version) return null;
  if (canonicalJson(dataOf(now.data)) === canonicalJson(dataOf(result.record))) return null;
  const writtenBy = typeof now.writtenBy === "string" ? now.writtenBy : null;
  return changedSentence(tx, { title, version: Number(now.version) }, writtenBy);
}

/** Which record is to be taken back, as the version that was looked at: the gateway overwrites no other. */
export function targetOf({ result, now }: Done<unknown>): { recordId: string; expectedVersion: number } {
  return { recordId: String(result.id), expectedVersion: Number(now?.version ?? result.version) };
}

/** Takes a record away that was changed since, if a person wants that; one that is gone already is not there to take. */
export function takeAwayOver(done: Done<unknown>, reversal: Reversal): ReversalOver | null {
  const { now, result } = done;
  if (!now || now.deleted === true) return null;
  return { reversal, left: dataOf(result.record), now: dataOf(now.data), after: null };
}

/** Gives back what an update changed, and keeps what others have changed in other fields since. */
export function giveBackOver(done: Done<unknown>): ReversalOver | null {
  const { now, result, before, summary } = done;
  if (!now || now.deleted === true) return null;
  const left = dataOf(result.record);
  const standing = dataOf(now.data);
  const after = withFieldsBack(standing, dataOf(before?.data), left);
  const reversal = {
    action: "collections.restore-record",
    input: { ...targetOf(done), data: after },
    summary: `Take back: ${summary}`,
  };
  return { reversal, left, now: standing, after };
}

function withFieldsBack(standing: JsonObject, was: JsonObject, left: JsonObject): JsonObject {
  const changed = [...new Set([...Object.keys(was), ...Object.keys(left)])].filter(
    (key) => canonicalJson(was[key] ?? null) !== canonicalJson(left[key] ?? null),
  );
  const kept = Object.entries(standing).filter(([key]) => !changed.includes(key));
  const back = changed.flatMap((key) => (Object.hasOwn(was, key) ? [[key, was[key]] as const] : []));
  return Object.fromEntries([...kept, ...back]) as JsonObject;
}

/** By its record and version, as record changes are told apart. */
export function raisedBy({ result }: Done<unknown>): { externalId: string } {
  return { externalId: `${String(result.id)}@${String(result.version)}` };
}
