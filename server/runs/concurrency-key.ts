import { createHmac } from "node:crypto";
import { canonicalJson } from "@/server/canonical";
import { env } from "@/server/env";
import type { JsonObject } from "@/workflow/json";

const CHARACTERS = 32;

/**
 * What runs share that share a workflow's limit per field. The engine is told this instead of the field's value,
 * which may be about somebody; it cannot be told from the outside without the installation's own key.
 * @param field the field that the version's settings name; null where they name none
 * @returns "" without a field
 */
export function concurrencyKey(workflowId: string, field: string | null, event: JsonObject): string {
  if (field === null) return "";
  const value = Object.hasOwn(event, field) ? (event[field] ?? null) : null;
  return createHmac("sha256", env().HANDOFF_AUTH_SECRET)
    .update(`concurrency/${workflowId}/${canonicalJson(value)}`)
    .digest("hex")
    .slice(0, CHARACTERS);
}
