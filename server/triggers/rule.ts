import { canonicalJson } from "@/server/canonical";
import type { Condition } from "@/workflow/expressions/schema";
import type { GraphNode } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { scheduleConfig } from "@/workflow/nodes/1-trigger/schedule/config";
import { scheduleOf } from "@/workflow/nodes/1-trigger/schedule/pattern";
import { thresholdOf, timeThresholdDefinition } from "@/workflow/nodes/1-trigger/time-threshold/definition";
import type { Schedule } from "@/workflow/time/schedule";
import type { Threshold } from "@/workflow/time/threshold";

/** What makes a trigger of time fire, with nothing left open: two that are equal fire at the same moments. */
export type TriggerRule =
  | ({ kind: "schedule" } & Schedule)
  | ({
      kind: "threshold";
      collectionId: string;
      /** Key of the date field. */
      field: string;
      when: Condition;
      /** Whether dates count that were crossed before the rule came into force. */
      past: boolean;
    } & Threshold);
export type ThresholdRule = Extract<TriggerRule, { kind: "threshold" }>;

/** The rule of a published node; null for one that time does not fire. @throws ZodError for unreadable settings */
export function ruleOf(node: GraphNode, organizationsTimeZone: string): TriggerRule | null {
  if (node.type === "schedule") {
    return { kind: "schedule", ...scheduleOf(scheduleConfig.parse(node.config), organizationsTimeZone) };
  }
  if (node.type !== "time-threshold") return null;
  const config = timeThresholdDefinition.config.parse(node.config);
  const { collectionId, field, when, past } = config;
  return {
    kind: "threshold",
    collectionId,
    field,
    when,
    past,
    ...thresholdOf(config, organizationsTimeZone),
  };
}

export function sameRule(a: TriggerRule, b: TriggerRule): boolean {
  return canonicalJson(a as JsonObject) === canonicalJson(b as JsonObject);
}
