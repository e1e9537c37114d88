import { actionOf } from "@/server/connectors/registry";
import type { EffectState, ReversalItemState, ReversalStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { countItems } from "./reversal-row";
import { readScope } from "./scope";

export type ReversalItemView = {
  effectId: string;
  summary: string;
  label: string;
  /** It cannot be taken back itself: something else makes good for it. */
  compensates: boolean;
  /** Exact decimal. */
  amount: string | null;
  currency: string | null;
  /** The run it belongs to. */
  runId: string;
  state: ReversalItemState;
  reason: string;
  /** The action that takes it back or makes good for it, and how that stands; null where there is none yet. */
  byEffectId: string | null;
  byState: EffectState | null;
  endedAt: Date | null;
};

/** How the reversal of a run stands. */
export type RunReversal = {
  id: string;
  runId: string;
  status: ReversalStatus;
  /** What it waits for, in words. */
  reason: string;
  why: string;
  requestedByName: string;
  createdAt: Date;
  endedAt: Date | null;
  counts: { [state in ReversalItemState]?: number };
  /** In the order in which they are taken back: those not over yet, and those that are up to 200 in all. */
  items: ReversalItemView[];
};

const MOST = 200;

const NEWEST = `
  SELECT id, run_id AS "runId", status::text AS status, reason, why, requested_by_name AS "requestedByName",
    created_at AS "createdAt", ended_at AS "endedAt"
  FROM reversal WHERE run_id = $1::uuid ORDER BY created_at DESC LIMIT 1`;

const ITEMS = `
  SELECT * FROM (
    SELECT item.position, item.effect_id AS "effectId", effect.summary, effect.action, trim_scale(effect.amount)::text AS amount,
      effect.currency, effect.run_id AS "runId", item.state::text AS state, item.reason, item.by_effect_id AS "byEffectId",
      taking.state::text AS "byState", item.ended_at AS "endedAt"
    FROM reversal_item item JOIN effect ON effect.id = item.effect_id
    LEFT JOIN effect taking ON taking.id = item.by_effect_id
    WHERE item.reversal_id = $1::uuid
    ORDER BY item.state IN ('done', 'skipped'), item.position LIMIT ${MOST}) shown
  ORDER BY position`;

/** The newest reversal of a run, of all attempts at its event; null when there was none. @throws LookElsewhere */
export async function readRunReversal(tx: Tx, runId: string): Promise<RunReversal | null> {
  const { head } = await readScope(tx, runId);
  const [reversal] = await tx.query<Omit<RunReversal, "counts" | "items">>(NEWEST, [head.id]);
  if (!reversal) return null;
  const rows = await tx.query<
    Omit<ReversalItemView, "label" | "compensates"> & { action: string; position: number }
  >(ITEMS, [reversal.id]);
  const items = rows.map(({ action, position: _, ...item }) => ({
    ...item,
    label: actionOf(action)?.label ?? action,
    compensates: actionOf(action)?.reversal.kind === "compensate",
  }));
  return { ...reversal, counts: await countItems(tx, reversal.id), items };
}
