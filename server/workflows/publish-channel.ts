import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";

/** The engine listens here: a workflow was published, paused, resumed or archived. The payload is its id. */
export const PUBLISH_CHANNEL = "handoff_publish";

/** Tells the engine once the transaction has committed. Only a hint: the engine also reads the tables. */
export function tellEngine(tx: Tx, workflowId: string): void {
  tx.afterCommit(async () => {
    await pool("app").query("SELECT pg_notify($1, $2)", [PUBLISH_CHANNEL, workflowId]);
  });
}
