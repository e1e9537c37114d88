import { SYSTEM } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { readEffect } from "@/server/effects/effect-row";
import type { Intended } from "@/server/effects/intend";
import { intendReversal } from "@/server/effects/intend-reversal";
import { planReversal } from "@/server/effects/plan-reversal";
import { isSettled } from "@/server/effects/states";
import { LookAgain, MendInput } from "@/server/errors";
import { roleOf } from "@/server/identity/people";
import { nameOf } from "@/server/runs/finish-run";
import { appendReversalAudit } from "./audit-reversal";
import {
  countItems,
  firstItem,
  lockReversal,
  moveItem,
  moveReversal,
  type ReversalRow,
  readUnderWay,
} from "./reversal-row";

/** How often what waits for a system or a person is looked at, should nobody say that it ended. */
const LOOK_AGAIN_MS = 10_000;
/** Items without an action of their own in one transaction. */
const AT_ONCE = 50;

export type Step = {
  /** What has to be carried out now, outside of the transaction. */
  intended: Intended | null;
  /** There is more to do at once. */
  more: boolean;
};

const AT_REST: Step = { intended: null, more: false };

/**
 * Goes on with the reversal of a run as far as one transaction goes: notes what has ended, and writes down the next
 * action that takes one back. Strictly one after the other; stops where a person has to decide.
 */
export async function takeStep(tx: Tx, reversalId: string): Promise<Step> {
  const reversal = await lockReversal(tx, reversalId);
  if (!reversal) return AT_REST;
  tx.announce("runs", reversal.run.id);
  if (await waitsForSomething(tx, reversal)) return AT_REST;
  for (let count = 0; count < AT_ONCE; count++) {
    const stopped = await firstItem(tx, reversalId, "stopped");
    if (stopped) {
      stop(tx, reversal, stopped);
      return AT_REST;
    }
    const item = await firstItem(tx, reversalId, "open");
    if (!item) {
      await finish(tx, reversal);
      return AT_REST;
    }
    const intended = await takeUp(tx, reversal, item);
    if (intended) return { intended, more: true };
  }
  return { intended: null, more: true };
}

/** Notes which of the items under way have ended. @returns whether one has not: nothing overtakes it */
async function waitsForSomething(tx: Tx, { id }: ReversalRow): Promise<boolean> {
  let waits = false;
  for (const { position, state, reason } of await readUnderWay(tx, id)) {
    if (state === "failed") moveItem(tx, id, position, { state: "stopped", reason });
    else if (state !== null && isSettled(state)) moveItem(tx, id, position, { state: "done", reason });
    else {
      waits = true;
      moveItem(tx, id, position, { state: "going", reason });
      moveReversal(tx, id, { status: "going", reason, dueInMs: LOOK_AGAIN_MS });
    }
  }
  return waits;
}

/** @returns what was written down for it; null when it needs no action of its own, or a person */
async function takeUp(
  tx: Tx,
  { id, by, why }: ReversalRow,
  { position, effectId }: { position: number; effectId: string },
): Promise<Intended | null> {
  const effect = await readEffect(tx, effectId);
  const preview = effect && (await planReversal(tx, effect)).preview;
  const reason = preview?.sentence ?? "This action is not there any more.";
  switch (preview?.verdict) {
    case "now":
      return intendOrStop(tx, { id, by, why, position, effectId });
    case "done":
      // Somebody else took it back, or is about to: that counts, once it is confirmed.
      if (effect?.state !== "reversed") return intendOrStop(tx, { id, by, why, position, effectId });
      moveItem(tx, id, position, { state: "done", reason });
      return null;
    case "draft":
      moveItem(tx, id, position, { state: "draft", reason });
      return null;
    case "conflict":
    case "open":
      moveItem(tx, id, position, { state: "stopped", reason });
      return null;
    default:
      moveItem(tx, id, position, { state: "skipped", reason });
      return null;
  }
}

/** On behalf of whoever asked for it, as what they are now. */
async function intendOrStop(
  tx: Tx,
  item: Pick<ReversalRow, "id" | "by" | "why"> & { position: number; effectId: string },
): Promise<Intended | null> {
  if ((await roleOf(tx.organizationId, item.by.id)) !== "admin") {
    const reason = `${item.by.name} is not an admin any more. Another admin decides whether it goes on.`;
    moveItem(tx, item.id, item.position, { state: "stopped", reason });
    return null;
  }
  try {
    return await intendReversal(tx, item.effectId, { by: item.by, why: item.why });
  } catch (error) {
    if (!(error instanceof LookAgain || error instanceof MendInput)) throw error;
    moveItem(tx, item.id, item.position, { state: "stopped", reason: error.message });
    return null;
  }
}

function stop(
  tx: Tx,
  { id, run }: ReversalRow,
  { reason, effectId }: { reason: string; effectId: string },
): void {
  moveReversal(tx, id, { status: "waiting", reason });
  const summary = `Stopped taking back ${nameOf(run)}: somebody has to decide`;
  appendReversalAudit(tx, run, { actor: SYSTEM, verb: "reversal.stopped", summary, why: reason, effectId });
}

async function finish(tx: Tx, { id, run }: ReversalRow): Promise<void> {
  const { draft = 0, done = 0, skipped = 0 } = await countItems(tx, id);
  if (draft > 0) {
    const one = draft === 1;
    const reason = `${one ? "One draft is" : `${draft} drafts are`} left: send ${one ? "it" : "them"}, or leave ${one ? "it" : "them"} unsent.`;
    moveReversal(tx, id, { status: "waiting", reason });
    return;
  }
  moveReversal(tx, id, { status: "done", reason: "" });
  appendReversalAudit(tx, run, {
    actor: SYSTEM,
    verb: "reversal.finished",
    summary: `Took back ${nameOf(run)}: ${done} ${done === 1 ? "action" : "actions"}${skipped > 0 ? `; ${skipped} left as ${skipped === 1 ? "it is" : "they are"}` : ""}`,
    why: "",
  });
}
