import { z } from "zod";
import type { Tx } from "@/server/db/tx";
import type { ActionCall } from "../define";
import { type RecordImage, readRecord } from "./record-image";

/** Which record is meant, and as which version it was read. */
export const targetShape = { recordId: z.uuid(), expectedVersion: z.int().min(1).optional() };

/** The record as it is now; null when it is not there. */
export async function imageOfTarget(
  tx: Tx,
  call: ActionCall<{ recordId: string }>,
): Promise<RecordImage | null> {
  return (await readRecord(tx, call.input.recordId))?.image ?? null;
}
