import { actionOf } from "@/server/connectors/registry";
import type { Json, JsonObject } from "@/workflow/json";
import type { EffectRow } from "./effect-row";

const FIRST_LOOK_MS = 5_000;
const LONGEST_MS = 6 * 3_600_000;
/** How long something may be under way at its system where its action does not say. */
const USUAL_HOURS = 72;
/** Looks that are kept as evidence. */
const FIRST_KEPT = 5;
const NEWEST_KEPT = 15;

/** Its system accepted it before: it is never done again, only looked at. */
export function wasAccepted({ evidence }: Pick<EffectRow, "evidence">): boolean {
  return evidence?.verification === "pending";
}

/** How long until an action that is under way at its system is looked at again: half as long as it has been, at most six hours. */
export function nextLookMs({ createdAt }: Pick<EffectRow, "createdAt">, now = Date.now()): number {
  return Math.min(Math.max(FIRST_LOOK_MS, (now - createdAt.getTime()) / 2), LONGEST_MS);
}

/** Whether its system had all the time that such an action may take. */
export function isOverdue(
  { action, createdAt }: Pick<EffectRow, "action" | "createdAt">,
  now = Date.now(),
): boolean {
  const hours = actionOf(action)?.mostHoursPending ?? USUAL_HOURS;
  return now - createdAt.getTime() > hours * 3_600_000;
}

/** What was seen at each look, the newest last. */
export function withLook(standing: JsonObject | null, look: JsonObject): Json[] {
  return withNewest(standing?.looks, look);
}

/** What was reported each time, the newest last. */
export function withReport(standing: JsonObject | null, report: JsonObject): Json[] {
  return withNewest(standing?.reports, report);
}

function withNewest(standing: Json | undefined, newest: JsonObject): Json[] {
  const kept = Array.isArray(standing) ? standing : [];
  return [...kept.slice(0, FIRST_KEPT), ...kept.slice(FIRST_KEPT).slice(1 - NEWEST_KEPT), newest];
}
