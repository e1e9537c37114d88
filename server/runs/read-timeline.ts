import type { Tx } from "@/server/db/tx";
import type { Plan } from "@/workflow/plan/plan";
import { nameOf } from "./finish-run";

/** One thing that happened, in words; `nodeId` ties it to the drawing. */
export type TimelineEntry = {
  at: Date;
  kind: "event" | "step" | "audit";
  /** Verb of the audit log, for its icon; empty for what is not in the log. */
  verb: string;
  by: string;
  summary: string;
  why: string;
  nodeId: string | null;
  effectId: string | null;
  reviewId: string | null;
  /** Another run that it leads to: the one that started this one, or one that this one started. */
  otherRunId: string | null;
};

const MOST = 500;

type TimelineStep = { nodeId: string; reason: string; startedAt: Date; endedAt: Date | null };

/**
 * What happened in a run, oldest first, but for what was done per item: what the audit log tells, and between that the steps which changed
 * nothing and so are not in the log.
 */
export async function readTimeline(
  tx: Tx,
  run: { runId: string; eventId: string; receivedAt: Date },
  { plan, steps }: { plan: Plan; steps: readonly TimelineStep[] },
): Promise<TimelineEntry[]> {
  const logged = await tx.query<Omit<TimelineEntry, "kind" | "otherRunId">>(
    `SELECT at, verb, actor_name AS by, summary, why, node_id AS "nodeId", effect_id AS "effectId",
       review_id AS "reviewId"
     FROM audit_entry WHERE (run_id = $1::uuid AND item = '') OR (event_id = $2::uuid AND run_id IS NULL)
     ORDER BY id LIMIT ${MOST}`,
    [run.runId, run.eventId],
  );
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const decided = new Set(logged.filter(({ verb }) => verb === "decision.made").map(({ nodeId }) => nodeId));
  const quiet = steps.flatMap((step): TimelineEntry[] => {
    const node = nodes.get(step.nodeId);
    if (!node || decided.has(node.id) || (node.behaviour !== "pure" && node.behaviour !== "wait")) return [];
    return [
      {
        ...NOBODY,
        at: step.endedAt ?? step.startedAt,
        kind: "step",
        summary: `${node.name}: ${step.reason || "done"}`,
        nodeId: node.id,
      },
    ];
  });
  const others = await tx.query<OtherRun>(OTHER_RUNS, [run.runId, run.eventId]);
  const cause = others.find(({ isCause }) => isCause);
  const arrival: TimelineEntry = {
    ...NOBODY,
    at: run.receivedAt,
    kind: "event",
    summary: cause ? `Started by ${nameOf(cause)}` : "The event arrived",
    otherRunId: cause?.id ?? null,
  };
  const started = others.flatMap((other): TimelineEntry[] =>
    other.isCause
      ? []
      : [
          {
            ...NOBODY,
            at: other.startedAt,
            kind: "event",
            summary: `Started ${nameOf(other)}`,
            otherRunId: other.id,
          },
        ],
  );
  const told = logged.map((entry): TimelineEntry => ({ ...entry, kind: "audit", otherRunId: null }));
  const entries = [arrival, ...told, ...quiet, ...started];
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const NOBODY = { verb: "", by: "", why: "", nodeId: null, effectId: null, reviewId: null, otherRunId: null };

type OtherRun = { id: string; workflowName: string; subject: string; startedAt: Date; isCause: boolean };

const MOST_STARTED = 50;

// The run that made this run's event, and the runs whose events this one made.
const OTHER_RUNS = `
  (SELECT other.id, workflow.name AS "workflowName", other.subject, other.started_at AS "startedAt", true AS "isCause"
   FROM event JOIN run other ON other.id = event.cause_run_id JOIN workflow ON workflow.id = other.workflow_id
   WHERE event.id = $2::uuid)
  UNION ALL
  (SELECT other.id, workflow.name, other.subject, other.started_at, false
   FROM event JOIN run other ON other.event_id = event.id JOIN workflow ON workflow.id = other.workflow_id
   WHERE event.cause_run_id = $1::uuid ORDER BY other.started_at LIMIT ${MOST_STARTED})`;
