import type { RunStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { endsOf } from "@/workflow/graph/ends";
import { graphSchema } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import type { Followed } from "../define";

/** What became of an event that was to start a run. */
type Started = {
  /** Why it started nothing; empty when it did or will. */
  refusal: string;
  runId: string | null;
  status: RunStatus | null;
  reason: string;
};

export async function readStarted(tx: Tx, eventId: string): Promise<Started | null> {
  const [row] = await tx.query<Started>(
    `SELECT CASE WHEN run.id IS NULL THEN event.note ELSE '' END AS refusal, run.id AS "runId",
       run.status::text AS status, coalesce(run.reason, '') AS reason
     FROM event LEFT JOIN run ON run.event_id = event.id WHERE event.id = $1::uuid
     ORDER BY run.attempt DESC LIMIT 1`,
    [eventId],
  );
  return row ?? null;
}

/** How the run stands that an action started: it goes on, it is done with a result, or it came to nothing. */
export async function followRun(tx: Tx, { result }: { result: JsonObject }): Promise<Followed> {
  const name = String(result.workflow);
  const started = await readStarted(tx, String(result.eventId));
  if (!started) return { state: "failed", reason: "The event that starts it is not there any more." };
  const { refusal, runId, status, reason } = started;
  if (refusal !== "") return { state: "failed", reason: refusal };
  if (runId !== null && status === "done") {
    const gave = await resultOf(tx, runId);
    return {
      state: "confirmed",
      reason: `The run of “${name}” is done.`,
      result: { ...result, runId, result: gave },
    };
  }
  if (status === "failed" || status === "canceled") {
    return {
      state: "failed",
      reason: `The run of “${name}” ${status === "failed" ? "failed" : "was canceled"}. ${reason}`.trim(),
    };
  }
  return { state: "pending", reason: `Waits for a run of “${name}” to end.` };
}

/** What the nodes gave with which the run ended, the later over the earlier where two give the same field. */
async function resultOf(tx: Tx, runId: string): Promise<JsonObject> {
  const steps = await tx.query<{ nodeId: string; port: string; output: JsonObject; document: unknown }>(
    `SELECT step.node_id AS "nodeId", step.port, step.output, version.document
     FROM run JOIN workflow_version version ON version.id = run.version_id
     JOIN run_step step ON step.run_id = run.id AND step.state = 'settled' AND step.item = ''
       AND step.node_id <> run.trigger_node_id
     WHERE run.id = $1::uuid ORDER BY step.ended_at, step.node_id`,
    [runId],
  );
  const [first] = steps;
  if (!first) return {};
  const isEnd = endsOf(graphSchema.parse(first.document));
  return Object.assign(
    {},
    ...steps.filter(({ nodeId, port }) => isEnd(nodeId, port)).map(({ output }) => output),
  );
}
