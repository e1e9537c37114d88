import type { PrismaTx } from "@/server/db/in-organization";
import type { GraphNode } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import type { Catalog } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { nextOccurrence } from "@/workflow/time/schedule";
import { scheduleEvent } from "./fire-schedule";
import { ruleOf, type ThresholdRule } from "./rule";
import { bodyOf, crossingOfRecord, type DatedRecord } from "./threshold-event";

/** So many of the newest records are looked through for one that has the date. */
const LOOKED_AT = 50;

/**
 * What a trigger of time would start with, to try a drawing on: a schedule's next time, a threshold's newest
 * record that has the date. Null for other triggers, unfinished settings, and where no such record is.
 */
export async function timedExample(
  tx: PrismaTx,
  node: GraphNode,
  catalog: Catalog,
): Promise<JsonObject | null> {
  const definition = definitionOf(node.type);
  const parsed = definition?.config.safeParse(node.config);
  if (!parsed?.success || definition?.check?.(parsed.data, catalog).length) return null;
  const rule = ruleOf(node, catalog.timeZone ?? "UTC");
  if (rule?.kind === "threshold") return exampleOfRecord(tx, rule);
  const next = rule && nextOccurrence(rule, new Date());
  return next ? scheduleEvent(rule, next, 0).body : null;
}

async function exampleOfRecord(tx: PrismaTx, rule: ThresholdRule): Promise<JsonObject | null> {
  const records = await tx.query<DatedRecord>(
    `SELECT record.id, record.version, record.data, collection.title_field AS "titleField"
     FROM record JOIN collection ON collection.id = record.collection_id
     WHERE record.collection_id = $1::uuid AND record.deleted_at IS NULL
     ORDER BY record.updated_at DESC LIMIT ${LOOKED_AT}`,
    [rule.collectionId],
  );
  for (const record of records) {
    const crossing = crossingOfRecord(rule, record);
    if (crossing !== null) return bodyOf(rule, record, crossing);
  }
  return null;
}
