import type { Actor } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { auditEffect } from "./audit-effect";
import { type DraftTexts, editableFields, editDraft } from "./edit-draft";
import type { EffectRow } from "./effect-row";
import { Outrun } from "./move-effect";

const EDIT = `
  UPDATE effect SET input = $2::jsonb, input_hash = $3 WHERE id = $1::uuid AND state = 'held' AND input_hash = $4
  RETURNING id`;

/**
 * What a held message says instead, before it is let go, in the transaction of that answer: what is sent is what was
 * approved. The log keeps both texts. @throws MendInput naming the field that cannot be so
 * @returns the action as it goes then
 */
export async function editHeld(
  tx: Tx,
  effect: EffectRow,
  changes: DraftTexts,
  { by, reviewId }: { by: Actor; reviewId: string },
): Promise<EffectRow> {
  const input = editDraft(effect, editableFields(effect), changes);
  const inputHash = canonicalHash(input);
  if (inputHash === effect.inputHash) return effect;
  tx.demand(EDIT, [effect.id, JSON.stringify(input), inputHash, effect.inputHash], {
    rows: 1,
    orElse: () => new Outrun("The action moved on meanwhile."),
  });
  const changed = Object.keys(changes).filter((key) => changes[key] !== effect.input[key]);
  const only = (of: JsonObject) => Object.fromEntries(changed.map((key) => [key, of[key] ?? null]));
  await auditEffect(tx, effect, {
    verb: "action.edited",
    summary: `Changed before it goes out: ${effect.summary}`,
    why: "",
    by,
    before: only(effect.input),
    after: only(input),
    reviewId,
  });
  return { ...effect, input, inputHash };
}
