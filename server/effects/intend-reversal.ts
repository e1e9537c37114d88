import { personActor } from "@/server/audit/person-actor";
import { canonicalHash } from "@/server/canonical";
import type { Reversal } from "@/server/connectors/define";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { auditEffect } from "./audit-effect";
import { type DraftTexts, editDraft } from "./edit-draft";
import { type EffectRow, findReversal, lockEffect } from "./effect-row";
import { type Intended, intend } from "./intend";
import { moveEffect } from "./move-effect";
import { planReversal, type ReversalPlan } from "./plan-reversal";
import { lockReversalsOf, tieToReversals } from "./reversal-of-run";

export type ReversalOrder = {
  by: Pick<Viewer, "id" | "name" | "email">;
  why: string;
  /** Where it changed since: the version that the person saw and wants to go over (see ReversalPreview). */
  over?: string;
  /** Where only something else makes good: what the person changed in the draft. Absent: nobody confirmed one. */
  draft?: DraftTexts;
};

/**
 * Writes down the action that takes another one back, as an action of its own. Asked twice, the standing one is
 * what is answered; one that failed may be asked for again.
 * @throws LookElsewhere · MendInput when it cannot be, or nobody has confirmed the draft · LookAgain when it changed since
 */
export async function intendReversal(tx: Tx, effectId: string, order: ReversalOrder): Promise<Intended> {
  // Whoever takes back the whole run goes first: everybody locks it before its actions.
  await lockReversalsOf(tx, effectId);
  // Whoever comes second waits here, and then finds what the first one did.
  const effect = await lockEffect(tx, effectId);
  if (!effect) throw new LookElsewhere("This action is not there.");
  const standing = await findReversal(tx, effectId);
  if (standing && standing.state !== "failed") {
    tieToReversals(tx, effectId, standing.id);
    return { effect: standing, claim: null };
  }
  const reversal = chosen(await planReversal(tx, effect), order);
  if (standing) {
    const effect = await again(tx, standing, reversal, order);
    tieToReversals(tx, effectId, effect.id);
    return { effect, claim: null };
  }
  const { by, why } = order;
  const intended = await intend(tx, {
    key: `reversal/${effectId}`,
    request: { ...reversal, connectionId: effect.connectionId ?? undefined },
    node: null,
    origin: effect.origin,
    person: { by: personActor(by), why, email: by.email },
    reversalOf: effectId,
  });
  tieToReversals(tx, effectId, intended.effect.id);
  return intended;
}

function chosen({ preview, reversal, over }: ReversalPlan, order: ReversalOrder): Reversal {
  switch (preview.verdict) {
    case "now":
      if (reversal) return reversal;
      break;
    case "draft":
      if (order.draft === undefined) {
        throw new MendInput(`${preview.sentence} Read the draft and confirm it: only then it goes.`, "draft");
      }
      if (reversal) return { ...reversal, input: editDraft(reversal, reversal.editable ?? [], order.draft) };
      break;
    case "conflict":
      if (order.over === undefined || !over) throw new LookAgain(preview.sentence);
      if (order.over !== preview.over?.seen) {
        throw new LookAgain("It changed again since you looked at it. Look at it again before you decide.");
      }
      return over;
  }
  throw new MendInput(preview.sentence);
}

/**
 * A reversal that failed before is asked for again, as the same action while it asks for the same; otherwise as
 * its next revision, under a key of its own, and no earlier release counts for it.
 */
async function again(
  tx: Tx,
  standing: EffectRow,
  reversal: Reversal,
  { by, why }: ReversalOrder,
): Promise<EffectRow> {
  const inputHash = canonicalHash(reversal.input);
  const same = inputHash === standing.inputHash && reversal.action === standing.action;
  const wanted = same ? standing : await revise(tx, standing, reversal, inputHash);
  const queued = moveEffect(tx, wanted, { to: "queued", reason: why, nextAttempt: 0, failureClass: null });
  await auditEffect(tx, wanted, { verb: "action.intended", why, by: personActor(by), after: wanted.input });
  return queued;
}

const REVISE = `
  UPDATE effect SET revision = revision + 1, key = 'reversal/' || reversal_of || '/' || (revision + 1), action = $2,
    input = $3::jsonb, input_hash = $4, summary = $5, amount = $6::numeric, currency = $7, attempts = 0, result = NULL,
    before = NULL, released_by = NULL
  WHERE id = $1::uuid RETURNING key`;

async function revise(
  tx: Tx,
  standing: EffectRow,
  { action, input, summary }: Reversal,
  inputHash: string,
): Promise<EffectRow> {
  const known = actionOf(action);
  const parsed = known?.input.safeParse(input);
  const money = (parsed?.success ? known?.amountOf?.(parsed.data) : null) ?? null;
  const amount = money?.amount ?? null;
  const currency = money?.currency ?? null;
  const [row] = await tx.query<{ key: string }>(REVISE, [
    standing.id,
    action,
    JSON.stringify(input),
    inputHash,
    summary,
    amount,
    currency,
  ]);
  const fresh = { attempts: 0, result: null, before: null, releasedBy: null };
  return {
    ...standing,
    ...fresh,
    key: row?.key ?? standing.key,
    action,
    input,
    inputHash,
    summary,
    amount,
    currency,
  };
}
