import { readCollection } from "@/server/connectors/collections/record-image";
import { inOrganizationFast } from "@/server/db/in-organization";
import { performForPerson } from "@/server/effects/perform-for-person";
import { LookAgain, LookElsewhere } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { shorten } from "@/workflow/expressions/words";
import type { JsonObject } from "@/workflow/json";
import { describeData } from "@/workflow/nodes/effects";
import { getRecord, type RecordDetail } from "./list-records";

/** A person's own changes of records. They go through the effect gateway, so they can be reversed like any other. */

/** @throws LookElsewhere no such collection · MendInput naming the field that is wrong */
export async function createRecordByHand(
  by: Viewer,
  input: { collectionId: string; data: JsonObject; why: string },
): Promise<{ id: string }> {
  const { collectionId, data, why } = input;
  const collection = await inOrganizationFast(by.organizationId, (tx) => readCollection(tx, collectionId));
  if (!collection) throw new LookElsewhere("This collection is not there.");
  const summary = shorten(`Create a record: ${describeData(data)}`, 300);
  const request = { action: "collections.create-record", input: { collectionId, data }, summary };
  const { result } = await performForPerson(by, request, why);
  return { id: String(result.id) };
}

type Target = { id: string; version: number; why: string };

/** @param input.version the version that was edited @throws LookElsewhere · LookAgain when it changed since · MendInput */
export async function updateRecordByHand(
  by: Viewer,
  input: Target & { changes: JsonObject },
): Promise<{ version: number }> {
  const { id: recordId, version: expectedVersion, changes, why } = input;
  const { title } = await unchanged(by, input);
  const { result } = await performForPerson(
    by,
    {
      action: "collections.update-record",
      input: { recordId, expectedVersion, changes },
      summary: shorten(`Change ${title}: ${describeData(changes)}`, 300),
    },
    why,
  );
  return { version: Number(result.version) };
}

/** It can be brought back from the audit log. @throws LookElsewhere · LookAgain when it changed since */
export async function deleteRecordByHand(by: Viewer, input: Target): Promise<void> {
  const { title } = await unchanged(by, input);
  const { id: recordId, version: expectedVersion, why } = input;
  const request = {
    action: "collections.delete-record",
    input: { recordId, expectedVersion },
    summary: `Delete ${title}`,
  };
  await performForPerson(by, request, why);
}

/** Told before anything is written down; the gateway checks again when it writes. */
async function unchanged(by: Viewer, { id, version }: Target): Promise<RecordDetail> {
  const record = await inOrganizationFast(by.organizationId, (tx) => getRecord(tx, id));
  if (record.deletedAt) throw new LookElsewhere("This record was deleted.");
  if (record.version !== version) {
    throw new LookAgain("This record changed since you opened it. Look at it again before you change it.");
  }
  return record;
}
