import { z } from "zod";
import { defineAction } from "../define";
import { jsonObjectSchema } from "../json";
import { checkData } from "./check-data";
import { giveBackOver, raisedBy, recordConflict, recordNow, targetOf } from "./take-back";
import { imageOfTarget, targetShape } from "./target";
import { changeRecord, dataOf, findKept, recordChange, recordSubject, verifyRecord } from "./write-record";

export const updateRecord = defineAction({
  id: "collections.update-record",
  label: "Update a record",
  connector: null,
  effect: "update",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record gets its earlier fields back, unless it was changed since." },
  input: z.strictObject({ ...targetShape, changes: jsonObjectSchema }),
  before: imageOfTarget,
  subject: recordSubject,
  change: recordChange,
  find: findKept,
  write: (tx, call) =>
    changeRecord(tx, call, (standing, collection) => {
      const data = { ...standing.data, ...call.input.changes };
      checkData(collection, data, Object.keys(call.input.changes));
      return { data, deleted: false };
    }),
  verify: (call, executed) => verifyRecord(call, executed, { data: call.input.changes, deleted: false }),
  now: recordNow,
  reverse: (done) => ({
    action: "collections.restore-record",
    input: { ...targetOf(done), data: dataOf(done.before?.data) },
    summary: `Take back: ${done.summary}`,
  }),
  conflict: (tx, done) => recordConflict(tx, done, { deleted: false }),
  reverseOver: giveBackOver,
  raised: raisedBy,
});
