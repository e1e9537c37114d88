import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { ALL_DONE } from "@/workflow/nodes/loops";
import { counted } from "@/workflow/nodes/words";
import type { PlanNode } from "@/workflow/plan/plan";
import { FAULT } from "../finish-run";
import { bodyOf, type LoadedRun } from "../load-run";
import type { LongProgress } from "../long-progress";
import { saveSteps, whileGoing } from "../save-steps";

/** So many failed items are named; the run's page lists them all. */
const NAMED = 3;

/** How an item ended: "fault" where a step of it kept failing on our side. */
export type ItemEnd = "done" | "failed" | "fault";

/** Writes down that an item has ended; with the last one, wakes its "for each". */
export async function settleItem(run: LoadedRun, end: ItemEnd): Promise<void> {
  const { item } = run;
  if (!item) throw new Error("An item was to settle outside a “for each”.");
  const failure = end === "done" ? "" : (failureOf(run) ?? FAULT);
  // Items that end at once follow one another here, so that one of them sees that it is the last.
  await whileGoing(run, async (tx) => {
    tx.send(
      `UPDATE run_item SET state = $4::item_state, reason = $5, ended_at = clock_timestamp()
       WHERE run_id = $1::uuid AND node_id = $2 AND position = $3 AND state = 'open'`,
      [run.id, item.forEach, item.position, end === "done" ? "done" : "failed", failure],
    );
    if (!(await hasOpenItems(tx, run.id, item.forEach))) {
      wakeNode(tx, { runId: run.id, nodeId: item.forEach }, "items");
    }
    tx.announce("runs", run.id);
  });
}

function failureOf({ steps, plan }: LoadedRun): string | null {
  const [failed] = plan.nodes.flatMap((node) => {
    const step = steps.get(node.id);
    return step?.state === "failed" ? [`${node.name}: ${step.reason}`] : [];
  });
  return failed ?? null;
}

/** Whether anything of a "for each" is still to be done. */
export async function hasOpenItems(tx: Tx, runId: string, forEach: string): Promise<boolean> {
  const open = await tx.query(
    "SELECT position FROM run_item WHERE run_id = $1::uuid AND node_id = $2 AND state = 'open' LIMIT 1",
    [runId, forEach],
  );
  return open.length > 0;
}

/** Settles a "for each" once all its items have ended; one that failed makes it fail, after the others. */
export async function settleItems(run: LoadedRun, node: PlanNode, startedAt: Date): Promise<LongProgress> {
  return whileGoing(run, async (tx): Promise<LongProgress> => {
    if (await hasOpenItems(tx, run.id, node.id)) return { waiting: true, accepted: false };
    const failure = await describeFailures(tx, run, node);
    if (failure !== null) {
      saveSteps(tx, run, [{ state: "failed", reason: failure, node, startedAt }]);
      return { failed: true };
    }
    const results = await resultsOf(tx, run, node);
    const settled = {
      kind: "settled",
      port: ALL_DONE,
      output: { count: results.length, results },
      reason: `${counted(results.length, "item")} done`,
    } as const;
    saveSteps(tx, run, [{ state: "settled", settled, node, startedAt }]);
    return { port: ALL_DONE };
  });
}

async function describeFailures(tx: Tx, run: LoadedRun, node: PlanNode): Promise<string | null> {
  const failed = await tx.query<{ id: string; reason: string; failed: number; all: number }>(
    `SELECT item_id AS id, reason, count(*) OVER ()::int AS failed, (SELECT count(*)::int FROM run_item every
       WHERE every.run_id = item.run_id AND every.node_id = item.node_id) AS all
     FROM run_item item WHERE run_id = $1::uuid AND node_id = $2 AND state = 'failed'
     ORDER BY position LIMIT ${NAMED}`,
    [run.id, node.id],
  );
  const [first] = failed;
  if (!first) return null;
  const more = first.failed > failed.length ? ` And ${first.failed - failed.length} more.` : "";
  const others = first.failed < first.all ? " The others are done." : "";
  const named = failed.map(({ id, reason }) => `${id}: ${reason}`).join(" ");
  return `${first.failed} of ${counted(first.all, "item")} failed. ${named}${more}${others}`;
}

type Result = { id: string; ends: { [nodeId: string]: { port: string; output: JsonObject } } };

/** In the order of the list: where each item came to its end, and with what. */
async function resultsOf(tx: Tx, run: LoadedRun, node: PlanNode): Promise<Result[]> {
  const body = bodyOf(run.plan, node.id);
  const ids = body.nodes.map(({ id }) => id).filter((id) => id !== node.id);
  const leadsOn = body.nodes.flatMap(({ incoming }) =>
    incoming.map(({ source, sourcePort }) => `${source}:${sourcePort}`),
  );
  const rows = await tx.query<{ id: string; nodeId: string | null; port: string; output: JsonObject }>(
    `SELECT item.item_id AS id, step.node_id AS "nodeId", step.port, step.output FROM run_item item
     LEFT JOIN run_step step ON step.run_id = item.run_id AND step.item = item.position::text
       AND step.node_id = ANY($3::text[]) AND step.state = 'settled'
       AND step.node_id || ':' || step.port <> ALL($4::text[])
     WHERE item.run_id = $1::uuid AND item.node_id = $2
     ORDER BY item.position, step.ended_at, step.node_id`,
    [run.id, node.id, ids, leadsOn],
  );
  const results = new Map<string, Result>();
  for (const { id, nodeId, port, output } of rows) {
    const result = results.get(id) ?? { id, ends: {} };
    results.set(id, result);
    if (nodeId !== null) result.ends[nodeId] = { port, output };
  }
  return [...results.values()];
}
