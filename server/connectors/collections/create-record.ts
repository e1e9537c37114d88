import { z } from "zod";
import { type Done, defineAction, type Reversal } from "../define";
import { MendAction } from "../failures";
import { jsonObjectSchema } from "../json";
import { checkData } from "./check-data";
import { readCollection } from "./record-image";
import { raisedBy, recordConflict, recordNow, takeAwayOver, targetOf } from "./take-back";
import { findKept, insertRecord, recordChange, recordSubject, verifyRecord } from "./write-record";

const takeAway = (done: Done<unknown>): Reversal => ({
  action: "collections.delete-record",
  input: targetOf(done),
  summary: `Take back: ${done.summary}`,
});

export const createRecord = defineAction({
  id: "collections.create-record",
  label: "Create a record",
  connector: null,
  effect: "create",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record is deleted again, unless it was changed since." },
  input: z.strictObject({ collectionId: z.uuid(), data: jsonObjectSchema }),
  subject: (call) => recordSubject({ ...call, input: {} }),
  change: recordChange,
  find: findKept,
  write: async (tx, call) => {
    const collection = await readCollection(tx, call.input.collectionId);
    if (!collection) throw new MendAction("The collection is not there any more.", "collectionId");
    checkData(collection, call.input.data, Object.keys(call.input.data));
    return insertRecord(call, tx, collection, call.input.data);
  },
  verify: (call, executed) => verifyRecord(call, executed, { data: call.input.data, deleted: false }),
  now: recordNow,
  reverse: takeAway,
  conflict: (tx, done) => recordConflict(tx, done, { deleted: false }),
  reverseOver: (done) => takeAwayOver(done, takeAway(done)),
  raised: raisedBy,
});
