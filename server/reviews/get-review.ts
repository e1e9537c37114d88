import type { RunStatus, StepState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { type Graph, graphSchema } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { fourEyes, isAsked } from "./eligibility";
import type { ReviewAnswer } from "./packet";
import { type ReviewRow, readReview } from "./review-row";

/** What was decided before in the same place. */
export type SimilarDecision = {
  reviewId: string;
  ask: string;
  subject: string;
  amount: string | null;
  currency: string | null;
  answer: string;
  tone: ReviewAnswer["tone"];
  rationale: string;
  decidedBy: string;
  decidedAt: Date;
};

/** An earlier or later run about the same subject, in any workflow. */
export type SubjectRun = {
  runId: string;
  workflowName: string;
  status: RunStatus;
  reason: string;
  startedAt: Date;
};

/** A step of the run so far, oldest first. */
export type ReviewStep = {
  nodeId: string;
  nodeName: string;
  nodeType: string;
  state: StepState;
  reason: string;
  decisionKind: string | null;
  decisionOwner: string | null;
  startedAt: Date;
};

export type ReviewDetail = {
  review: Omit<
    ReviewRow,
    "workflowId" | "workflowName" | "workflowVersionId" | "versionNumber" | "publishedBy" | "editedBy"
  >;
  /** The node that asks, as drawn in the run's version. */
  node: { id: string; name: string; type: string };
  run: {
    id: string;
    status: RunStatus;
    subject: string;
    reason: string;
    startedAt: Date;
    workflow: { id: string; name: string };
    version: { id: string; number: number };
    /** What arrived. */
    event: JsonObject;
    eventReceivedAt: Date;
    steps: ReviewStep[];
  };
  similar: SimilarDecision[];
  subjectHistory: SubjectRun[];
  /** Whether this person may decide it; if not, why, as a sentence. */
  canDecide: boolean;
  cannotDecideBecause: string | null;
};

type RunContext = {
  status: RunStatus;
  subject: string;
  reason: string;
  startedAt: Date;
  document: unknown;
  event: JsonObject;
  eventReceivedAt: Date;
};

/** Everything one screen needs to decide. @throws LookElsewhere */
export async function getReview(tx: Tx, reviewId: string, viewer: Viewer): Promise<ReviewDetail> {
  const row = await readReview(tx, reviewId);
  if (!row) throw new LookElsewhere("This review is not there.");
  const context = await readRun(tx, row.runId);
  const graph = graphSchema.safeParse(context.document).data ?? { nodes: [], edges: [] };
  const { workflowId, workflowName, workflowVersionId, versionNumber, publishedBy, editedBy, ...review } =
    row;
  const reason = whyNot(row, viewer);
  return {
    review,
    node: describeNode(graph, row.nodeId),
    run: {
      id: row.runId,
      status: context.status,
      subject: context.subject,
      reason: context.reason,
      startedAt: context.startedAt,
      workflow: { id: workflowId, name: workflowName },
      version: { id: workflowVersionId, number: versionNumber },
      event: context.event,
      eventReceivedAt: context.eventReceivedAt,
      steps: await readSteps(tx, row.runId, graph),
    },
    similar: await readSimilar(tx, row),
    subjectHistory: await readSubjectHistory(tx, row.runId, context.subject),
    canDecide: reason === null,
    cannotDecideBecause: reason,
  };
}

function whyNot(row: ReviewRow, viewer: Viewer): string | null {
  if (row.status !== "open") return "This review is no longer open.";
  if (!isAsked(row, viewer)) return "This review asks somebody else.";
  return fourEyes(row, viewer);
}

function describeNode(graph: Graph, nodeId: string): { id: string; name: string; type: string } {
  const node = graph.nodes.find((each) => each.id === nodeId);
  return { id: nodeId, name: node?.name ?? nodeId, type: node?.type ?? "" };
}

async function readRun(tx: Tx, runId: string): Promise<RunContext> {
  const [run] = await tx.query<RunContext>(
    `SELECT run.status::text AS status, run.subject, run.reason, run.started_at AS "startedAt", version.document,
       event.body AS event, event.received_at AS "eventReceivedAt"
     FROM run JOIN workflow_version version ON version.id = run.version_id JOIN event ON event.id = run.event_id
     WHERE run.id = $1::uuid`,
    [runId],
  );
  if (!run) throw new LookElsewhere("The run of this review is not there.");
  return run;
}

async function readSteps(tx: Tx, runId: string, graph: Graph): Promise<ReviewStep[]> {
  const steps = await tx.query<Omit<ReviewStep, "nodeName" | "nodeType">>(
    `SELECT node_id AS "nodeId", state::text AS state, reason, decision_kind AS "decisionKind",
       decision_owner AS "decisionOwner", started_at AS "startedAt"
     FROM run_step WHERE run_id = $1::uuid ORDER BY started_at, node_id`,
    [runId],
  );
  return steps.map((step) => {
    const { name, type } = describeNode(graph, step.nodeId);
    return { ...step, nodeName: name, nodeType: type };
  });
}

async function readSimilar(tx: Tx, row: ReviewRow): Promise<SimilarDecision[]> {
  return tx.query<SimilarDecision>(
    `SELECT review.id AS "reviewId", review.ask, review.subject, trim_scale(review.amount)::text AS amount,
       review.currency, coalesce(answer.value->>'label', review.answer, '') AS answer,
       coalesce(answer.value->>'tone', 'neutral') AS tone, review.rationale,
       coalesce(review.decided_by_name, '') AS "decidedBy", review.decided_at AS "decidedAt"
     FROM review
     JOIN run ON run.id = review.run_id
     LEFT JOIN LATERAL jsonb_array_elements(review.packet->'answers') AS answer(value)
       ON answer.value->>'id' = review.answer
     WHERE run.workflow_id = $1::uuid AND review.node_id = $2 AND review.kind = $3::review_kind
       AND review.status = 'decided' AND review.id <> $4::uuid
     ORDER BY review.decided_at DESC
     LIMIT 5`,
    [row.workflowId, row.nodeId, row.kind, row.id],
  );
}

async function readSubjectHistory(tx: Tx, runId: string, subject: string): Promise<SubjectRun[]> {
  if (subject === "") return [];
  return tx.query<SubjectRun>(
    `SELECT run.id AS "runId", workflow.name AS "workflowName", run.status::text AS status, run.reason,
       run.started_at AS "startedAt"
     FROM run JOIN workflow ON workflow.id = run.workflow_id
     WHERE run.subject = $1 AND run.id <> $2::uuid
     ORDER BY run.started_at DESC
     LIMIT 8`,
    [subject, runId],
  );
}
