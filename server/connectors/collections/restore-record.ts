import { z } from "zod";
import { defineAction } from "../define";
import { jsonObjectSchema } from "../json";
import { imageOfTarget, targetShape } from "./target";
import { changeRecord, findKept, recordChange, recordSubject, verifyRecord } from "./write-record";

/** Gives a record back exactly the fields it had; only ever done to reverse an update. */
export const restoreRecord = defineAction({
  id: "collections.restore-record",
  label: "Restore a record's fields",
  connector: null,
  effect: "update",
  retry: "natural-key",
  reversal: { kind: "none", why: "This took something back. Make the change again instead." },
  input: z.strictObject({ ...targetShape, data: jsonObjectSchema }),
  before: imageOfTarget,
  subject: recordSubject,
  change: recordChange,
  find: findKept,
  // What it had before stood there once: it is not checked against what the collection asks for today.
  write: (tx, call) => changeRecord(tx, call, () => ({ data: call.input.data, deleted: false })),
  verify: (call, executed) => verifyRecord(call, executed, { data: call.input.data, deleted: false }),
});
