import { personActor } from "@/server/audit/person-actor";
import type { ReversalItemState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { nudgeReversals } from "@/server/effects/reversal-of-run";
import { LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { nameOf } from "@/server/runs/finish-run";
import { appendReversalAudit } from "./audit-reversal";
import { moveItem, moveReversal } from "./reversal-row";
import { readScope } from "./scope";

export type ItemDecision = {
  runId: string;
  /** The action that the item is about. */
  effectId: string;
  /** "again": it is tried once more; "leave": it stays as it is. */
  decision: "again" | "leave";
  /** For the log; required. */
  why: string;
  by: Viewer;
};

/** Whoever has it go on answers for what it does from then on. */
function takeOver(tx: Tx, reversalId: string, { id, name, email }: Viewer): void {
  tx.send(
    `UPDATE reversal SET requested_by = $2::uuid, requested_by_name = $3, requested_by_email = $4 WHERE id = $1::uuid`,
    [reversalId, id, name, email],
  );
}

const DECIDABLE: { readonly [decision in ItemDecision["decision"]]: readonly ReversalItemState[] } = {
  again: ["stopped"],
  leave: ["stopped", "draft", "open"],
};

/**
 * What a person decides about one action of a run that is being taken back; the rest then goes on. What takes more
 * than that, going over a conflict or sending a draft, is asked of the action itself (`reverseEffect`).
 * @throws LookElsewhere · MendInput without a reason · LookAgain when it moved on meanwhile
 */
export async function decideItem(
  tx: Tx,
  { runId, effectId, decision, why, by }: ItemDecision,
): Promise<void> {
  if (why.trim() === "") throw new MendInput("Say why, so that others can follow it later.", "why");
  const { head } = await readScope(tx, runId);
  const [reversal] = await tx.query<{ id: string }>(
    "SELECT id FROM reversal WHERE run_id = $1::uuid AND status <> 'done' FOR UPDATE",
    [head.id],
  );
  if (!reversal) throw new LookAgain("This run is not being taken back any more. Look at it again.");
  const [item] = await tx.query<{ position: number; state: ReversalItemState; summary: string }>(
    `SELECT item.position, item.state::text AS state, effect.summary FROM reversal_item item
     JOIN effect ON effect.id = item.effect_id WHERE item.reversal_id = $1::uuid AND item.effect_id = $2::uuid`,
    [reversal.id, effectId],
  );
  if (!item) throw new LookElsewhere("This action is no part of what is taken back.");
  if (!DECIDABLE[decision].includes(item.state)) {
    throw new LookAgain("This action has moved on meanwhile. Look at it again before you decide.");
  }
  const left = decision === "leave";
  const reason = left ? `Left as it is by ${by.name}: ${why.trim()}` : "";
  moveItem(tx, reversal.id, item.position, { state: left ? "skipped" : "open", reason });
  moveReversal(tx, reversal.id, { status: "going", reason: "" });
  if (!left) takeOver(tx, reversal.id, by);
  appendReversalAudit(tx, head, {
    actor: personActor(by),
    verb: left ? "reversal.skipped" : "reversal.continued",
    summary: left ? `Left as it is: ${item.summary}` : `Went on taking back ${nameOf(head)}: ${item.summary}`,
    why: why.trim(),
    effectId,
  });
  tx.announce("runs", head.id);
  nudgeReversals(tx);
}
