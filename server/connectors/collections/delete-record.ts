import { z } from "zod";
import { defineAction } from "../define";
import { imageOfTarget, targetShape } from "./target";
import { changeRecord, dataOf, findKept, recordConflict, recordSubject, verifyRecord } from "./write-record";

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
  reverse: ({ result, summary }) => ({
    action: "collections.undelete-record",
    input: { recordId: result.id ?? "", expectedVersion: result.version ?? 0 },
    summary: `Take back: ${summary}`,
  }),
  conflict: (tx, done) => recordConflict(tx, done, { deleted: true }),
});
