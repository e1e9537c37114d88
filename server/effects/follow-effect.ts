import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { auditEffect } from "./audit-effect";
import { type EffectRow, lockEffect } from "./effect-row";
import { moveEffect } from "./move-effect";

/**
 * Looks whether a pending action has ended on the other side, and settles it if so. Wakes nobody: whoever waits
 * for it is who looks. @returns how it stands now
 */
export async function followEffect(tx: Tx, { id }: Pick<EffectRow, "id">): Promise<EffectRow | null> {
  const effect = await lockEffect(tx, id);
  const action = effect && actionOf(effect.action);
  const input = action?.input.safeParse(effect?.input);
  if (effect?.state !== "pending" || !action?.follow || !input?.success) return effect;
  const { organizationId, key, before, summary } = effect;
  const result = effect.result ?? {};
  const followed = await action.follow(tx, {
    organizationId,
    effectId: id,
    key,
    input: input.data,
    before,
    result,
    summary,
  });
  const { state, reason } = followed;
  if (state === "pending") return effect;
  const outcome = state === "confirmed" ? { result: followed.result } : { failureClass: null };
  const moved = moveEffect(tx, effect, { to: state, reason, silent: true, ...outcome });
  const verb = state === "confirmed" ? "action.confirmed" : "action.failed";
  await auditEffect(tx, effect, { verb, why: reason, after: effect.input });
  return moved;
}
