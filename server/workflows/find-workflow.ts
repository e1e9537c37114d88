import type { WorkflowModel } from "@/server/db/generated/models";
import type { PrismaTx } from "@/server/db/in-organization";
import { LookElsewhere } from "@/server/errors";

/** @throws LookElsewhere when it is not there or not this organization's. */
export async function findWorkflow(tx: PrismaTx, workflowId: string): Promise<WorkflowModel> {
  const workflow = await tx.db.workflow.findFirst({ where: { id: workflowId } });
  if (!workflow) throw new LookElsewhere("This workflow is not there.");
  return workflow;
}

/** The same, locked until the transaction ends: what is read stays true while it is changed. */
export async function lockWorkflow(tx: PrismaTx, workflowId: string): Promise<WorkflowModel> {
  await tx.query("SELECT 1 FROM workflow WHERE id = $1::uuid FOR UPDATE", [workflowId]);
  return findWorkflow(tx, workflowId);
}
