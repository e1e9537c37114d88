import type { WorkflowStatus } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { personNames } from "@/server/organization/person-names";
import type { Graph } from "@/workflow/graph/schema";
import { findWorkflow } from "./find-workflow";
import { readGraph } from "./read-graph";

export type WorkflowDetail = {
  id: string;
  name: string;
  description: string;
  status: WorkflowStatus;
  draft: Graph;
  /** Hand it back when saving or publishing. */
  draftRevision: number;
  hasUnpublishedChanges: boolean;
  published: { id: string; number: number; name: string; publishedAt: Date; publishedBy: string } | null;
  owner: { id: string; name: string } | null;
  lastEditedBy: { id: string; name: string } | null;
  updatedAt: Date;
};

/** One workflow with its drawing. @throws LookElsewhere */
export async function getWorkflow(tx: PrismaTx, workflowId: string): Promise<WorkflowDetail> {
  const workflow = await findWorkflow(tx, workflowId);
  const nameOf = await personNames(tx.organizationId);
  const person = (id: string | null) => (id === null ? null : { id, name: nameOf(id) });
  const published = await readPublished(tx, workflow.id);
  return {
    id: workflow.id,
    name: workflow.name,
    description: workflow.description,
    status: workflow.status,
    draft: readGraph(workflow.draft),
    draftRevision: workflow.draftRevision,
    hasUnpublishedChanges: published?.differs ?? true,
    published: published && {
      id: published.id,
      number: published.number,
      name: published.name,
      publishedAt: published.publishedAt,
      publishedBy: published.publishedBy === null ? "Handoff" : nameOf(published.publishedBy),
    },
    owner: person(workflow.ownerId),
    lastEditedBy: person(workflow.lastEditedBy),
    updatedAt: workflow.updatedAt,
  };
}

type PublishedRow = {
  id: string;
  number: number;
  name: string;
  publishedAt: Date;
  publishedBy: string | null;
  differs: boolean;
};

async function readPublished(tx: PrismaTx, workflowId: string): Promise<PublishedRow | null> {
  const [row] = await tx.query<PublishedRow>(
    `SELECT version.id, version.number, version.name, version.published_at AS "publishedAt",
       version.published_by::text AS "publishedBy", workflow.draft <> version.document AS differs
     FROM workflow JOIN workflow_version version ON version.id = workflow.published_version_id
     WHERE workflow.id = $1::uuid`,
    [workflowId],
  );
  return row ?? null;
}
