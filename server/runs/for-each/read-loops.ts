import type { StepState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { Plan, PlanBody } from "@/workflow/plan/plan";
import type { EdgeState } from "@/workflow/plan/states";

/** How far a "for each" has come: numbers of items. */
export type LoopView = { total: number; done: number; failed: number; waiting: number };

/** Of a node that is done per item: of how many items it stands where. */
export type BodyNodeView = {
  /** What deserves a look first. */
  state: StepState | "skipped" | "pending";
  settled: number;
  running: number;
  waiting: number;
  failed: number;
};

export type LoopsView = {
  loops: { [forEach: string]: LoopView };
  bodyNodes: { [nodeId: string]: BodyNodeView };
  /** Of the lines within. Taken once any item has gone that way. */
  edges: { [edgeId: string]: EdgeState };
};

type Count = { nodeId: string; state: StepState; port: string | null; count: number };

/** How every "for each" of a run stands, in numbers: never a row per item. */
export async function readLoops(
  tx: Tx,
  runId: string,
  plan: Plan,
  hasEnded: (nodeId: string) => boolean,
): Promise<LoopsView> {
  const view: LoopsView = { loops: {}, bodyNodes: {}, edges: {} };
  const loops = plan.nodes.flatMap(({ id, body }) => (body ? [{ id, body }] : []));
  if (loops.length === 0) return view;
  const totals = await tx.query<LoopView & { nodeId: string }>(TOTALS, [runId]);
  const counts = await tx.query<Count>(COUNTS, [runId]);
  for (const { id, body } of loops) {
    const { nodeId: _, ...total } = totals.find(({ nodeId }) => nodeId === id) ?? { nodeId: id, ...NONE };
    const ids = new Set(body.nodes.map((node) => node.id));
    const within = counts.filter(({ nodeId }) => ids.has(nodeId));
    view.loops[id] = { ...total, waiting: await countWaiting(tx, runId, body) };
    describeBody(view, id, body, within, { over: hasEnded(id), entered: total.total > 0 });
  }
  return view;
}

const NONE: LoopView = { total: 0, done: 0, failed: 0, waiting: 0 };

const TOTALS = `
  SELECT node_id AS "nodeId", count(*)::int AS total, count(*) FILTER (WHERE state = 'done')::int AS done,
    count(*) FILTER (WHERE state = 'failed')::int AS failed, 0 AS waiting
  FROM run_item WHERE run_id = $1::uuid GROUP BY node_id`;

const COUNTS = `
  SELECT node_id AS "nodeId", state::text AS state, port, count(*)::int AS count
  FROM run_step WHERE run_id = $1::uuid AND item <> '' GROUP BY node_id, state, port`;

async function countWaiting(tx: Tx, runId: string, body: PlanBody): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(DISTINCT item)::int AS count FROM run_step
     WHERE run_id = $1::uuid AND item <> '' AND state = 'waiting' AND node_id = ANY($2::text[])`,
    [runId, body.nodes.map(({ id }) => id)],
  );
  return row?.count ?? 0;
}

function describeBody(
  view: LoopsView,
  loopId: string,
  body: PlanBody,
  counts: readonly Count[],
  { over, entered }: { over: boolean; entered: boolean },
): void {
  const sum = (nodeId: string, wanted: (count: Count) => boolean) =>
    counts.reduce((total, each) => total + (each.nodeId === nodeId && wanted(each) ? each.count : 0), 0);
  for (const { id, incoming } of body.nodes) {
    for (const edge of incoming) {
      const fromLoop = edge.source === loopId && entered;
      const taken = fromLoop || sum(edge.source, ({ port }) => port === edge.sourcePort) > 0;
      view.edges[edge.id] = taken ? "taken" : over ? "dead" : "open";
    }
    if (id === loopId) continue;
    const of = (state: StepState) => sum(id, (each) => each.state === state);
    const node = {
      settled: of("settled"),
      running: of("running"),
      waiting: of("waiting"),
      failed: of("failed"),
    };
    const state =
      (["failed", "waiting", "running", "settled"] as const).find((each) => node[each] > 0) ??
      (over ? "skipped" : "pending");
    view.bodyNodes[id] = { ...node, state };
  }
}
