import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import type { Viewer } from "@/server/identity/session";
import { lockWorkflow } from "./find-workflow";

/** Changes what a workflow is called or said to do. @throws LookElsewhere */
export async function renameWorkflow(
  tx: PrismaTx,
  change: { workflowId: string; name: string; description?: string },
  by: Viewer,
): Promise<void> {
  const before = await lockWorkflow(tx, change.workflowId);
  const description = change.description ?? before.description;
  if (before.name === change.name && before.description === description) return;
  await tx.db.workflow.updateMany({
    where: { id: before.id },
    data: { name: change.name, description, updatedAt: new Date() },
  });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "workflow.renamed",
    object: { kind: "workflow", id: before.id, name: change.name },
    summary:
      before.name === change.name
        ? `Changed the description of “${change.name}”`
        : `Renamed “${before.name}” to “${change.name}”`,
    before: { name: before.name, description: before.description },
    after: { name: change.name, description },
    workflowId: before.id,
  });
  tx.announce("workflows", before.id);
}
