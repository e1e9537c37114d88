import { inOrganizationFast } from "@/server/db/in-organization";
import { openReview, type ReviewToOpen } from "@/server/reviews/open-review";
import { emptyPacket } from "@/server/reviews/packet";
import type { TestRun } from "./run";

/** An open approval by any reviewer, asked by a run's node "ask". */
export async function makeReview(
  organizationId: string,
  run: TestRun,
  review: Partial<ReviewToOpen> = {},
): Promise<{ reviewId: string; contentHash: string }> {
  return inOrganizationFast(organizationId, async (tx) => {
    const { reviewId } = await openReview(tx, {
      runId: run.runId,
      nodeId: "ask",
      workflowId: run.workflowId,
      workflowVersionId: run.versionId,
      kind: "approval",
      ask: "May this go ahead?",
      why: "The amount is above the cap.",
      packet: emptyPacket([
        { id: "approve", label: "Approve", port: "approved", tone: "approve", needsRationale: false },
        { id: "reject", label: "Reject", port: "rejected", tone: "reject", needsRationale: true },
      ]),
      reviewers: { role: "reviewer" },
      ...review,
    });
    const [row] = await tx.query<{ contentHash: string }>(
      `SELECT content_hash AS "contentHash" FROM review WHERE id = $1::uuid`,
      [reviewId],
    );
    if (!row) throw new Error("The review is not there.");
    return { reviewId, contentHash: row.contentHash };
  });
}
