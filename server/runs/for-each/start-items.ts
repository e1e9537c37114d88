import type { Tx } from "@/server/db/tx";
import { counted } from "@/workflow/nodes/words";
import type { PlanNode } from "@/workflow/plan/plan";
import type { Item } from "@/workflow/ports";
import { bodyOf, type LoadedRun } from "../load-run";
import type { LongProgress } from "../long-progress";
import { saveSteps, whileGoing } from "../save-steps";
import { sendChunk } from "./chunks";
import { settleItems } from "./settle-items";

/**
 * Keeps the items as they are now and has the engine begin, as many at once as wanted. Once: a second execution
 * finds the node waiting.
 */
export async function startItems(
  run: LoadedRun,
  node: PlanNode,
  items: readonly Item[],
  startedAt: Date,
): Promise<LongProgress> {
  const output = { items: items.length };
  const begun = await whileGoing(run, async (tx): Promise<LongProgress> => {
    if (!(await isStarted(tx, run.id, node.id))) {
      await keep(tx, run.id, node.id, items);
      const reason = `Goes through ${counted(items.length, "item")}`;
      saveSteps(tx, run, [{ state: "waiting", output, reason, node, startedAt }]);
      const lanes = Math.min(items.length, bodyOf(run.plan, node.id).atMost);
      for (let lane = 0; lane < lanes; lane += 1) {
        sendChunk(tx, run, { forEach: node.id, chunk: lane });
      }
    }
    return { waiting: true, accepted: false };
  });
  return "ended" in begun || items.length > 0 ? begun : settleItems(run, node, startedAt);
}

async function isStarted(tx: Tx, runId: string, nodeId: string): Promise<boolean> {
  const found = await tx.query(
    "SELECT node_id FROM run_step WHERE run_id = $1::uuid AND node_id = $2 AND item = ''",
    [runId, nodeId],
  );
  return found.length > 0;
}

async function keep(tx: Tx, runId: string, nodeId: string, items: readonly Item[]): Promise<void> {
  await tx.query(
    `INSERT INTO run_item (organization_id, run_id, node_id, position, item_id, data)
     SELECT $1::uuid, $2::uuid, $3, (place - 1)::int, item->>'id', item->'data'
     FROM jsonb_array_elements($4::jsonb) WITH ORDINALITY AS listed (item, place)`,
    [tx.organizationId, runId, nodeId, JSON.stringify(items)],
  );
}
