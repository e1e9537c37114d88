import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { readEffect } from "@/server/effects/effect-row";
import { type LaterThing, readLater } from "@/server/effects/later";
import {
  doneOf,
  planReversal,
  type ReversalPreview,
  type ReversalVerdict,
} from "@/server/effects/plan-reversal";
import { heldFor } from "@/server/effects/reverse-effect";
import type { JsonObject } from "@/workflow/json";
import { ACTIONS_IN_SCOPE, readScope } from "./scope";

export type RunReversalItem = ReversalPreview & {
  effectId: string;
  label: string;
  summary: string;
  /** Exact decimal. */
  amount: string | null;
  currency: string | null;
  /** The run it belongs to, where that is another one. */
  runId: string;
  /** Why it would wait for another person; null when nothing keeps it back. */
  held: string | null;
};

export type RunReversalPreview = {
  /** Why it cannot be taken back now, in a sentence that says what to do. */
  refusal: string | null;
  /** In the order in which they would be taken back; the first 100. */
  items: RunReversalItem[];
  /** How many more there are. */
  more: number;
  counts: { [verdict in ReversalVerdict]?: number };
  /** Runs it started, whose actions are taken back too. */
  started: { id: string; workflow: string; subject: string }[];
  /** What came later, is no part of it, and builds on it. */
  later: LaterThing[];
};

const MOST = 100;

/** What taking a whole run back would do, action by action, each as it will stand when its turn comes. Changes nothing. */
export async function previewRunReversal(
  tx: Tx,
  runId: string,
  viewerId: string,
): Promise<RunReversalPreview> {
  const { runs, refusal } = await readScope(tx, runId);
  const started = runs
    .filter(({ own }) => !own)
    .map(({ id, workflowName: workflow, subject }) => ({ id, workflow, subject }));
  const actions = await tx.query<{ id: string }>(`${ACTIONS_IN_SCOPE} ORDER BY position`, [runId]);
  const foreseen = new Foreseen(tx, viewerId);
  const items: RunReversalItem[] = [];
  const later = new Map<string, LaterThing>();
  for (const { id } of actions.slice(0, MOST)) {
    const seen = await foreseen.look(id);
    if (!seen) continue;
    items.push(seen.item);
    for (const each of seen.later) later.set(each.id, each);
  }
  for (const { id } of [...actions, ...runs]) later.delete(id);
  const counts: RunReversalPreview["counts"] = {};
  for (const { verdict } of items) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return { refusal, items, more: actions.length - items.length, counts, started, later: [...later.values()] };
}

/** Looks at one action after the other as if those before had been taken back already. */
class Foreseen {
  private readonly targets = new Map<string, JsonObject | null>();

  constructor(
    private readonly tx: Tx,
    private readonly viewerId: string,
  ) {}

  async look(effectId: string): Promise<{ item: RunReversalItem; later: LaterThing[] } | null> {
    const { tx, targets, viewerId } = this;
    const effect = await readEffect(tx, effectId);
    if (!effect) return null;
    const target = targetOf(effect);
    const plan = await planReversal(tx, effect, targets.get(target));
    if (plan.afterwards !== undefined) targets.set(target, plan.afterwards);
    const { action, summary, amount, currency, runId } = effect;
    const item = {
      ...plan.preview,
      effectId,
      label: actionOf(action)?.label ?? action,
      summary,
      amount,
      currency,
      runId: runId ?? "",
      held: await heldFor(tx, effect, plan, viewerId),
    };
    return { item, later: await readLater(tx, effect) };
  }
}

/** Names what an action is about, so that two actions on the same are known as such. */
function targetOf(effect: Parameters<typeof doneOf>[0] & { action: string }): string {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  if (!action || !input?.success || effect.result === null) return effect.id;
  const { kind, id } = action.subject(doneOf(effect, input.data, effect.result));
  return `${kind} ${id}`;
}
