import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { Claim } from "./claim";
import { Outrun } from "./move-effect";

/**
 * Keeps what an action on our own database did, in its own transaction. Only under the lease it was taken up
 * with: the transaction of a worker that was given up for dead fails with Outrun.
 */
export function keepResult(
  tx: Tx,
  { effect, token }: Claim,
  done: { result: JsonObject; before?: JsonObject | null },
): void {
  tx.demand(
    `UPDATE effect SET result = $3::jsonb, before = CASE WHEN $4 THEN $5::jsonb ELSE before END
     WHERE id = $1::uuid AND lease_owner = $2 AND state = 'sending' RETURNING id`,
    [
      effect.id,
      token,
      JSON.stringify(done.result),
      done.before !== undefined,
      done.before ? JSON.stringify(done.before) : null,
    ],
    { rows: 1, orElse: () => new Outrun("Another worker has taken over.") },
  );
  if (done.before !== undefined) effect.before = done.before;
}
