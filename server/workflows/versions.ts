import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import { LookElsewhere } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { personNames } from "@/server/organization/person-names";
import type { Graph } from "@/workflow/graph/schema";
import { findWorkflow } from "./find-workflow";
import { readGraph } from "./read-graph";
import { saveDraft } from "./save-draft";

export type VersionListItem = {
  id: string;
  number: number;
  name: string;
  publishedAt: Date;
  publishedBy: string;
  /** Whether new events run on it. */
  current: boolean;
};

/** The versions of a workflow, newest first. @throws LookElsewhere */
export async function listVersions(
  tx: PrismaTx,
  page: { workflowId: string; cursor?: number | null; limit: number },
): Promise<{ items: VersionListItem[]; nextCursor: number | null }> {
  const workflow = await findWorkflow(tx, page.workflowId);
  const rows = await tx.db.workflowVersion.findMany({
    where: { workflowId: page.workflowId, number: page.cursor ? { lt: page.cursor } : undefined },
    orderBy: { number: "desc" },
    take: page.limit + 1,
    select: { id: true, number: true, name: true, publishedAt: true, publishedBy: true },
  });
  const nameOf = await personNames(tx.organizationId);
  const items = rows.slice(0, page.limit).map((row) => ({
    ...row,
    publishedBy: row.publishedBy === null ? "Handoff" : nameOf(row.publishedBy),
    current: row.id === workflow.publishedVersionId,
  }));
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.number ?? null) : null };
}

export type VersionDetail = VersionListItem & { workflowId: string; document: Graph };

/** One published drawing. @throws LookElsewhere */
export async function getVersion(tx: PrismaTx, versionId: string): Promise<VersionDetail> {
  const row = await tx.db.workflowVersion.findFirst({
    where: { id: versionId },
    include: { workflow: { select: { publishedVersionId: true } } },
  });
  if (!row) throw new LookElsewhere("This version is not there.");
  const nameOf = await personNames(tx.organizationId);
  return {
    id: row.id,
    workflowId: row.workflowId,
    number: row.number,
    name: row.name,
    publishedAt: row.publishedAt,
    publishedBy: row.publishedBy === null ? "Handoff" : nameOf(row.publishedBy),
    current: row.id === row.workflow.publishedVersionId,
    document: readGraph(row.document),
  };
}

/**
 * Puts a published drawing back onto the canvas as the draft; what runs does not change until it is published.
 * @throws LookAgain when somebody saved the draft since `revision` · LookElsewhere
 */
export async function restoreVersion(
  tx: PrismaTx,
  restore: { versionId: string; revision: number },
  by: Viewer,
): Promise<{ revision: number }> {
  const version = await getVersion(tx, restore.versionId);
  const workflow = await findWorkflow(tx, version.workflowId);
  const { revision } = await saveDraft(
    tx,
    { workflowId: workflow.id, revision: restore.revision, document: version.document },
    by,
  );
  appendAudit(tx, {
    actor: personActor(by),
    verb: "workflow.restored",
    object: { kind: "workflow", id: workflow.id, name: workflow.name },
    summary: `Restored version ${version.number} of “${workflow.name}” as the draft`,
    workflowId: workflow.id,
    workflowVersionId: version.id,
  });
  return { revision };
}
