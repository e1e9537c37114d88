import { z } from "zod";
import { defineAction } from "../define";
import { raisedBy, recordConflict, recordNow, targetOf } from "./take-back";
import { imageOfTarget, targetShape } from "./target";
import { changeRecord, dataOf, findKept, recordSubject, verifyRecord } from "./write-record";

export const deleteRecord = defineAction({
  id: "collections.delete-record",
  label: "Delete a record",
  connector: null,
  effect: "delete",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record is brought back as it was." },
  input: z.strictObject(targetShape),
  before: imageOfTarget,
  subject: recordSubject,
  change: ({ before }) => ({ before: dataOf(before?.data), after: null }),
  find: findKept,
  write: (tx, call) => changeRecord(tx, call, ({ data }) => ({ data, deleted: true })),
  verify: (call, executed) => verifyRecord(call, executed, { data: {}, deleted: true }),
  now: recordNow,
  reverse: (done) => ({
    action: "collections.undelete-record",
    input: targetOf(done),
    summary: `Take back: ${done.summary}`,
  }),
  conflict: (tx, done) => recordConflict(tx, done, { deleted: true }),
  raised: raisedBy,
});
