import type { Tx } from "@/server/db/tx";
import type { Packet } from "@/server/reviews/packet";
import type { LoadedRun } from "./load-run";
import { STATUS_WORDS } from "./status-words";

const EARLIER_RUNS = 10;

type EarlierRun = {
  startedAt: Date;
  status: keyof typeof STATUS_WORDS;
  reason: string;
  workflowName: string;
};

/** What happened before the question, oldest first: earlier runs about the same subject, then this run so far. */
export async function readCaseHistory(tx: Tx, run: LoadedRun): Promise<Packet["history"]> {
  const earlier =
    run.subject === ""
      ? []
      : await tx.query<EarlierRun>(
          `SELECT run.started_at AS "startedAt", run.status::text AS status, run.reason, workflow.name AS "workflowName"
           FROM run JOIN workflow ON workflow.id = run.workflow_id
           WHERE run.subject = $1 AND run.id <> $2::uuid
           ORDER BY run.started_at DESC LIMIT ${EARLIER_RUNS}`,
          [run.subject, run.id],
        );
  const before = earlier.reverse().map(({ startedAt, status, reason, workflowName }) => ({
    at: startedAt.toISOString(),
    label: `${workflowName}: ${STATUS_WORDS[status]}`,
    ...(reason === "" ? {} : { detail: reason }),
  }));
  const steps = [...run.steps.values()].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  // Within a "for each" the plan has what is done for the item, the drawing what came before it.
  const names = new Map([...run.graph.nodes, ...run.plan.nodes].map(({ id, name }) => [id, name]));
  const now = steps
    .filter(({ reason }) => reason !== "")
    .map(({ nodeId, startedAt, reason }) => ({
      at: startedAt.toISOString(),
      label: names.get(nodeId) ?? nodeId,
      detail: reason,
    }));
  return [...before, ...now];
}
