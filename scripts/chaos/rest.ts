import type { Ask } from "./facts";

/** Whether nothing goes on any more, and nobody is asked anything. */
export async function isAtRest(ask: Ask, workflowId: string): Promise<boolean> {
  const [row] = await ask<{ open: string }>(
    `SELECT (SELECT count(*) FROM run WHERE workflow_id = $1::uuid AND status NOT IN ('done', 'failed', 'canceled'))
       + (SELECT count(*) FROM event WHERE routed_at IS NULL)
       + (SELECT count(*) FROM outbox)
       + (SELECT count(*) FROM review WHERE status = 'open')
       + (SELECT count(*) FROM effect WHERE state NOT IN ('confirmed', 'failed', 'reversed', 'unverifiable')) AS open`,
    [workflowId],
  );
  return Number(row?.open) === 0;
}
