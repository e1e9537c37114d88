import type { PrismaTx } from "@/server/db/in-organization";
import type { Graph } from "@/workflow/graph/schema";
import { type Problem, validate } from "@/workflow/graph/validate";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { readCatalog } from "./catalog";
import { findWorkflow } from "./find-workflow";
import { readGraph } from "./read-graph";

/** What is wrong with a drawing in this organization: errors keep it from being published, warnings do not. */
export async function checkWorkflow(tx: PrismaTx, graph: Graph): Promise<Problem[]> {
  return validate(graph, await readCatalog(tx), DEFINITIONS);
}

/** The same for the saved draft. @throws LookElsewhere */
export async function checkDraft(tx: PrismaTx, workflowId: string): Promise<Problem[]> {
  const workflow = await findWorkflow(tx, workflowId);
  return checkWorkflow(tx, readGraph(workflow.draft));
}
