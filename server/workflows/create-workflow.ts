import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import type { Viewer } from "@/server/identity/session";
import { EMPTY_GRAPH, type Graph } from "@/workflow/graph/schema";
import { findWorkflow } from "./find-workflow";
import { readGraph } from "./read-graph";

/** Longest name of a workflow. */
export const MOST_NAME = 120;
const COPY = " (copy)";

export type NewWorkflow = { name: string; description?: string; document?: Graph };

/** Creates a draft, blank or from a document (a template, an import); its maker owns it. */
export async function createWorkflow(tx: PrismaTx, made: NewWorkflow, by: Viewer): Promise<{ id: string }> {
  const workflow = await tx.db.workflow.create({
    data: {
      organizationId: tx.organizationId,
      name: made.name,
      description: made.description ?? "",
      draft: toJson(made.document ?? EMPTY_GRAPH),
      ownerId: by.id,
      lastEditedBy: by.id,
    },
    select: { id: true },
  });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "workflow.created",
    object: { kind: "workflow", id: workflow.id, name: made.name },
    summary: `Created workflow “${made.name}”`,
    workflowId: workflow.id,
  });
  tx.announce("workflows", workflow.id);
  return workflow;
}

/** Makes a new draft from what is drawn in another workflow. @throws LookElsewhere */
export async function duplicateWorkflow(
  tx: PrismaTx,
  workflowId: string,
  by: Viewer,
): Promise<{ id: string }> {
  const original = await findWorkflow(tx, workflowId);
  return createWorkflow(
    tx,
    {
      name: `${original.name.slice(0, MOST_NAME - COPY.length)}${COPY}`,
      description: original.description,
      document: readGraph(original.draft),
    },
    by,
  );
}
