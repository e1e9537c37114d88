import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { releaseQuarantined } from "@/server/runs/quarantine-event";
import { placeCursors } from "@/server/triggers/place-cursors";
import type { Graph } from "@/workflow/graph/schema";
import type { Problem } from "@/workflow/graph/validate";
import { checkWorkflow } from "./check-workflow";
import { createEndpoints } from "./endpoints";
import { lockWorkflow } from "./find-workflow";
import { tellEngine } from "./publish-channel";
import { readGraph } from "./read-graph";
import { refuseStale } from "./save-draft";
import { summarizeChanges } from "./summarize-changes";

export type Published = { versionId: string; number: number };

/**
 * Makes the draft the version that new events run on; runs in flight end on theirs. A version never changes.
 * @throws MendInput when the drawing has errors, or the workflow is archived · LookAgain when somebody saved
 *   since `revision` · LookElsewhere
 */
export async function publishWorkflow(
  tx: PrismaTx,
  publish: { workflowId: string; revision: number; name?: string },
  by: Viewer,
): Promise<Published> {
  const workflow = await lockWorkflow(tx, publish.workflowId);
  if (workflow.status === "archived")
    throw new MendInput("This workflow is archived. Resume it, then publish.");
  if (workflow.draftRevision !== publish.revision) await refuseStale(tx, workflow.id, by);
  const graph = readGraph(workflow.draft);
  refuseErrors(await checkWorkflow(tx, graph));

  const previous = await newestVersion(tx, workflow.id);
  const number = (previous?.number ?? 0) + 1;
  const version = await tx.db.workflowVersion.create({
    data: {
      organizationId: tx.organizationId,
      workflowId: workflow.id,
      number,
      name: publish.name ?? "",
      document: toJson(graph),
      publishedBy: by.id,
      editedBy: workflow.lastEditedBy,
    },
    select: { id: true },
  });
  await tx.db.workflow.updateMany({
    where: { id: workflow.id },
    data: { publishedVersionId: version.id, status: "live", updatedAt: new Date() },
  });
  await createEndpoints(tx, workflow.id, graph);
  await releaseQuarantined(tx, workflow.id);
  await placeCursors(tx, workflow.id);
  appendAudit(tx, {
    actor: personActor(by),
    verb: "workflow.published",
    object: { kind: "workflow", id: workflow.id, name: workflow.name },
    summary: `Published version ${number} of “${workflow.name}”: ${summarizeChanges(previous?.graph ?? null, graph)}`,
    why: publish.name ?? "",
    before: { version: previous?.number ?? null, status: workflow.status },
    after: { version: number, status: "live" },
    workflowId: workflow.id,
    workflowVersionId: version.id,
  });
  tx.announce("workflows", workflow.id);
  tellEngine(tx, workflow.id);
  return { versionId: version.id, number };
}

async function newestVersion(
  tx: PrismaTx,
  workflowId: string,
): Promise<{ number: number; graph: Graph } | null> {
  const version = await tx.db.workflowVersion.findFirst({
    where: { workflowId },
    orderBy: { number: "desc" },
    select: { number: true, document: true },
  });
  return version && { number: version.number, graph: readGraph(version.document) };
}

const MOST_TOLD = 3;

function refuseErrors(problems: Problem[]): void {
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length === 0) return;
  const told = errors.slice(0, MOST_TOLD).map((problem) => problem.message);
  const more = errors.length - told.length;
  throw new MendInput(
    `This drawing cannot be published yet. ${told.join(" ")}${more > 0 ? ` And ${more} more.` : ""}`,
    "draft",
  );
}
