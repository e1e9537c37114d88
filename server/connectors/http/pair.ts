import { z } from "zod";
import type { Json, JsonObject } from "@/workflow/json";
import type { Verification } from "../define";
import { fieldAt } from "../field-at";
import { jsonObjectSchema } from "../json";
import { likenessOf } from "../likeness";
import type { Found } from "../read-until";
import { parametersOf } from "./fill-path";

const path = z.string().min(1).max(4000);

/** Where what a request did can be seen. `{name}` in the path is taken from its answer. */
export const readBackSchema = z.strictObject({
  path,
  /** The field that shows it, such as "state" or "data.state"; absent: that it is there (or gone) is enough. */
  field: z.string().min(1).max(200).optional(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
export type ReadBack = z.infer<typeof readBackSchema>;

/** The request that takes another one back. `{name}` in the path is taken from the answer to that. */
export const undoSchema = z.strictObject({
  method: z.enum(["POST", "PUT", "PATCH", "DELETE"]),
  path,
  body: jsonObjectSchema.optional(),
});

/** Whether it can be looked for without an answer, and told from what stood there before. */
export function canBeLookedFor(readBack: ReadBack | undefined): readBack is ReadBack {
  return readBack?.field !== undefined && parametersOf(readBack.path).length === 0;
}

/** Whether what was found says anything about it: a page, or data without the field, says nothing. */
export function tells(found: Found, { field }: ReadBack): boolean {
  if (!found.there) return true;
  return isData(found.whole) && (field === undefined || fieldAt(found.whole, field.split(".")) !== undefined);
}

type Judged = Pick<Verification, "state" | "reason">;

/** @param deletes the request was meant to remove what is read back */
export function judgeFound(found: Found, { field, value }: ReadBack, deletes: boolean): Judged {
  if (!found.there) {
    return deletes
      ? { state: "confirmed", reason: "It is gone when it is read back." }
      : { state: "missing", reason: "It is not there when it is read back." };
  }
  if (field === undefined) {
    if (deletes) return { state: "mismatch", reason: "It is still there when it is read back." };
    return isData(found.whole)
      ? { state: "confirmed", reason: "It is there when it is read back." }
      : { state: "mismatch", reason: "What is read back makes no sense: it has no fields." };
  }
  return isAsMeant(found.whole, field, value)
    ? { state: "confirmed", reason: `Read back as meant: ${field} is ${value ?? "empty"}.` }
    : { state: "mismatch", reason: `Read back otherwise than meant: ${field}.` };
}

function isAsMeant(whole: Json, field: string, value: ReadBack["value"]): boolean {
  const there = fieldAt(whole, field.split("."));
  const { compared, differing } = likenessOf({ [field]: value ?? null }, { [field]: there ?? null });
  return isData(whole) && compared === 1 && differing.length === 0;
}

function isData(value: Json): value is JsonObject | Json[] {
  return typeof value === "object" && value !== null;
}
