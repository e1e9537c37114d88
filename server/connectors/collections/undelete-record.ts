import { z } from "zod";
import { defineAction } from "../define";
import { imageOfTarget, targetShape } from "./target";
import { changeRecord, dataOf, findKept, recordSubject, verifyRecord } from "./write-record";

/** Brings a deleted record back; only ever done to reverse a deletion. */
export const undeleteRecord = defineAction({
  id: "collections.undelete-record",
  label: "Bring a record back",
  connector: null,
  effect: "create",
  retry: "natural-key",
  reversal: { kind: "none", why: "This took something back. Delete the record again instead." },
  input: z.strictObject(targetShape),
  before: imageOfTarget,
  subject: recordSubject,
  change: ({ result }) => ({ before: null, after: dataOf(result.record) }),
  find: findKept,
  write: (tx, call) => changeRecord(tx, call, ({ data }) => ({ data, deleted: false }), { deleted: true }),
  verify: (call, executed) => verifyRecord(call, executed, { data: {}, deleted: false }),
});
