import { formatDistance } from "date-fns";
import type { PrismaTx } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { LookAgain } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { personNames } from "@/server/organization/person-names";
import type { Graph } from "@/workflow/graph/schema";
import { findWorkflow } from "./find-workflow";

export type SavedDraft = { revision: number; savedAt: Date };

/**
 * Saves the drawing, if nobody saved another one since it was read at `revision`. Nobody's work is overwritten.
 * @throws LookAgain naming who saved in between · LookElsewhere
 */
export async function saveDraft(
  tx: PrismaTx,
  draft: { workflowId: string; revision: number; document: Graph },
  by: Viewer,
): Promise<SavedDraft> {
  const savedAt = new Date();
  const { count } = await tx.db.workflow.updateMany({
    where: { id: draft.workflowId, draftRevision: draft.revision },
    data: {
      draft: toJson(draft.document),
      draftRevision: draft.revision + 1,
      lastEditedBy: by.id,
      updatedAt: savedAt,
    },
  });
  if (count === 0) await refuseStale(tx, draft.workflowId, by);
  tx.announce("workflows", draft.workflowId);
  return { revision: draft.revision + 1, savedAt };
}

/** Says who saved since; also for publishing what is no longer the newest draft. */
export async function refuseStale(tx: PrismaTx, workflowId: string, by: Viewer): Promise<never> {
  const workflow = await findWorkflow(tx, workflowId);
  const ago = formatDistance(workflow.updatedAt, new Date(), { addSuffix: true });
  if (workflow.lastEditedBy === by.id) {
    throw new LookAgain(
      `You saved another version of this drawing ${ago}, in another window. Load it to go on.`,
    );
  }
  const name = workflow.lastEditedBy
    ? (await personNames(tx.organizationId))(workflow.lastEditedBy)
    : "Somebody else";
  throw new LookAgain(`${name} saved this drawing ${ago}. Load their version to go on; yours was not saved.`);
}
