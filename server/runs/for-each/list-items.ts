import type { Tx } from "@/server/db/tx";
import { LookElsewhere, MendInput } from "@/server/errors";

/** Where an item stands; "open" is under way or still to come. */
export type ItemStanding = "failed" | "waiting" | "open" | "done";

export type ListedItem = {
  /** From 0, in the list's order. */
  position: number;
  id: string;
  state: ItemStanding;
  /** Why it failed or what it waits for, in words. */
  reason: string;
  /** The node it waits at. */
  nodeId: string | null;
  /** The open question it waits for, where it waits for a person. */
  reviewId: string | null;
};

const ITEMS = `
  WITH waiting AS (
    SELECT DISTINCT ON (item) item, node_id, reason FROM run_step
    WHERE run_id = $1::uuid AND item <> '' AND state = 'waiting' ORDER BY item, started_at
  ), asked AS (
    SELECT DISTINCT ON (item) item, id FROM review
    WHERE run_id = $1::uuid AND item <> '' AND status = 'open' ORDER BY item, created_at
  ), listed AS (
    SELECT each.position, each.item_id AS id,
      CASE WHEN each.state = 'open' AND waiting.item IS NOT NULL THEN 'waiting' ELSE each.state::text END AS state,
      coalesce(nullif(each.reason, ''), CASE WHEN each.state = 'open' THEN waiting.reason END, '') AS reason,
      CASE WHEN each.state = 'open' THEN waiting.node_id END AS "nodeId", asked.id AS "reviewId"
    FROM run_item each
    LEFT JOIN waiting ON waiting.item = each.position::text
    LEFT JOIN asked ON asked.item = each.position::text
    WHERE each.run_id = $1::uuid AND each.node_id = $2
  ), ranked AS (
    SELECT *, array_position(ARRAY['failed', 'waiting', 'open', 'done'], state) AS rank FROM listed
  )
  SELECT * FROM ranked WHERE (rank, position) > ($3::int, $4::int) ORDER BY rank, position LIMIT $5::int`;

/**
 * One page of what a "for each" goes through: what failed or waits first, each in the list's order;
 * `nextCursor` is null on the last.
 * @throws LookElsewhere when the run is not there or not this organization's · MendInput for another's cursor
 */
export async function listItems(
  tx: Tx,
  page: { runId: string; nodeId: string; cursor?: string | null; limit: number },
): Promise<{ items: ListedItem[]; nextCursor: string | null }> {
  const found = await tx.query("SELECT id FROM run WHERE id = $1::uuid", [page.runId]);
  if (found.length === 0) throw new LookElsewhere("This run is not there.");
  const after = readPlace(page.cursor);
  const rows = await tx.query<ListedItem & { rank: number }>(ITEMS, [
    page.runId,
    page.nodeId,
    after.rank,
    after.position,
    page.limit + 1,
  ]);
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ rank: _, ...item }) => item),
    nextCursor: last ? `${last.rank}.${last.position}` : null,
  };
}

function readPlace(cursor: string | null | undefined): { rank: number; position: number } {
  if (cursor == null) return { rank: 0, position: 0 };
  const [, rank, position] = /^([1-4])\.(\d{1,6})$/.exec(cursor) ?? [];
  if (rank === undefined) throw new MendInput("This list moved on. Start again from its top.", "cursor");
  return { rank: Number(rank), position: Number(position) };
}
