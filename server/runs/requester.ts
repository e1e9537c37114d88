import { z } from "zod";
import type { LoadedRun } from "./load-run";

const triggerSchema = z.object({ fields: z.array(z.object({ key: z.string(), type: z.string() })) });

/** The address of whoever the event came from: its first field of type email, where the trigger declares one. */
export function requesterOf(run: Pick<LoadedRun, "plan" | "triggerNodeId" | "event">): string | undefined {
  const trigger = run.plan.nodes.find(({ id }) => id === run.triggerNodeId);
  const parsed = triggerSchema.safeParse(trigger?.config);
  if (!parsed.success) return undefined;
  const field = parsed.data.fields.find(({ type }) => type === "email");
  const value = field && Object.hasOwn(run.event, field.key) ? run.event[field.key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
