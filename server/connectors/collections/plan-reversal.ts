import type { JsonObject } from "@/workflow/json";
import type { DoneEffect, ReversalPlan } from "../descriptor";
import { dataOf, imageOf, lookUpRecord } from "./record-rows";

/** How writes to records are taken back. What changed since is a conflict: nothing is overwritten. */

/** Of a created record: it is deleted. */
export async function planRemoval(organizationId: string, done: DoneEffect): Promise<ReversalPlan> {
  const found = await unchanged(organizationId, done);
  if ("possible" in found) return found;
  return {
    possible: true,
    action: "collections.delete-record",
    input: { recordId: found.recordId, expectedVersion: found.version },
    summary: "Delete the record that was created",
    before: found.data,
    after: null,
  };
}

/** Of a changed or deleted record: it gets back what it had. */
export async function planRestore(organizationId: string, done: DoneEffect): Promise<ReversalPlan> {
  if (!done.before)
    return {
      possible: false,
      reason: "What the record held before is not known, so it cannot be given back.",
    };
  const found = await unchanged(organizationId, done, { deletedIsFine: true });
  if ("possible" in found) return found;
  return {
    possible: true,
    action: "collections.restore-record",
    input: { recordId: found.recordId, expectedVersion: found.version, data: dataOf(done.before) },
    summary: "Give the record back the values it had",
    before: found.deleted ? null : found.data,
    after: dataOf(done.before),
  };
}

type Found = { recordId: string; version: number; data: JsonObject; deleted: boolean };

/** The record as the action left it, or why that is no longer so. */
export async function unchanged(
  organizationId: string,
  done: DoneEffect,
  options: { deletedIsFine?: boolean } = {},
): Promise<Found | Extract<ReversalPlan, { possible: false }>> {
  const recordId = String(done.result.recordId);
  const row = await lookUpRecord(organizationId, recordId);
  const expected = dataOf(done.result);
  if (!row || (row.deletedAt && !options.deletedIsFine)) {
    return {
      possible: false,
      reason: "The record is not there any more.",
      conflict: { expected, found: null },
    };
  }
  if (row.version !== Number(done.result.version)) {
    return {
      possible: false,
      reason: "The record was changed since. Reversing would overwrite that, so nothing is done.",
      conflict: { expected, found: dataOf(imageOf(row)) },
    };
  }
  return { recordId, version: row.version, data: row.data, deleted: row.deletedAt !== null };
}
