import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { WorkflowStatus } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { releaseQuarantined } from "@/server/runs/quarantine-event";
import { placeCursors } from "@/server/triggers/place-cursors";
import { lockWorkflow } from "./find-workflow";
import { tellEngine } from "./publish-channel";

export const STATUS_CHANGES = ["pause", "resume", "archive"] as const;
export type StatusChange = (typeof STATUS_CHANGES)[number];

const CHANGES = {
  pause: { from: ["live"], verb: "workflow.paused", word: "Paused" },
  resume: { from: ["paused", "archived"], verb: "workflow.resumed", word: "Resumed" },
  archive: { from: ["draft", "live", "paused"], verb: "workflow.archived", word: "Archived" },
} as const satisfies { [change in StatusChange]: { from: WorkflowStatus[]; verb: string; word: string } };

/**
 * Paused: new events are kept, running runs go on. Archived: new events are refused. Resuming an archived
 * workflow that was never published makes it a draft again.
 * @throws MendInput when it does not stand where it could be changed so · LookElsewhere
 */
export async function setStatus(
  tx: PrismaTx,
  workflowId: string,
  change: StatusChange,
  by: Viewer,
): Promise<{ status: WorkflowStatus }> {
  const workflow = await lockWorkflow(tx, workflowId);
  const { from, verb, word } = CHANGES[change];
  if (!(from as readonly WorkflowStatus[]).includes(workflow.status)) {
    throw new MendInput(`This workflow is ${workflow.status}, so there is nothing to ${change}.`);
  }
  const status = statusAfter(change, workflow.publishedVersionId !== null);
  await tx.db.workflow.updateMany({ where: { id: workflowId }, data: { status, updatedAt: new Date() } });
  if (status === "live") await releaseQuarantined(tx, workflowId);
  await placeCursors(tx, workflowId);
  appendAudit(tx, {
    actor: personActor(by),
    verb,
    object: { kind: "workflow", id: workflowId, name: workflow.name },
    summary: `${word} “${workflow.name}”`,
    before: { status: workflow.status },
    after: { status },
    workflowId,
  });
  tx.announce("workflows", workflowId);
  tellEngine(tx, workflowId);
  return { status };
}

function statusAfter(change: StatusChange, published: boolean): WorkflowStatus {
  if (change === "pause") return "paused";
  if (change === "archive") return "archived";
  return published ? "live" : "draft";
}
