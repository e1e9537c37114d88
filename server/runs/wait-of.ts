import { z } from "zod";
import type { JsonObject } from "@/workflow/json";

/** What a waiting node waits for, as its row keeps it until it settles. */
const waitSchema = z.union([
  z.strictObject({ effectId: z.uuid() }),
  z.strictObject({ reviewId: z.uuid() }),
  z.strictObject({ until: z.string(), port: z.string() }),
  /** A node that looks again. */
  z.strictObject({ until: z.string(), look: z.literal(true) }),
  /** A node that waits for an event. */
  z.strictObject({
    awaits: z.strictObject({ endpointId: z.uuid(), match: z.record(z.string(), z.string()) }),
    until: z.string(),
    /** When such an event came: the node is about to be woken. */
    cameAt: z.string().optional(),
  }),
  /** A "for each": for so many items. */
  z.strictObject({ items: z.number() }),
]);
export type WaitsFor = z.infer<typeof waitSchema>;

/** @throws ZodError when the row holds something else: a fault of ours. */
export function waitOf(output: JsonObject): WaitsFor {
  return waitSchema.parse(output);
}
