import { nextCursor, readCursor } from "@/server/cursor";
import type { ReviewKind, ReviewStatus } from "@/server/db/generated/enums";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";
import type { Viewer } from "@/server/identity/session";
import { MAY_DECIDE_SQL, viewerParameters } from "./eligibility";
import type { ReviewAnswer } from "./packet";
import { REVIEW_COLUMNS, REVIEW_FROM, type ReviewRow } from "./review-row";

export const REVIEW_VIEWS = ["mine", "open", "decided", "all"] as const;
export type ReviewView = (typeof REVIEW_VIEWS)[number];

/** One row of the inbox. Amounts are exact decimal strings. */
export type ReviewListItem = {
  id: string;
  kind: ReviewKind;
  status: ReviewStatus;
  ask: string;
  why: string;
  subject: string;
  amount: string | null;
  currency: string | null;
  workflow: { id: string; name: string };
  runId: string;
  createdAt: Date;
  dueAt: Date | null;
  escalatedAt: Date | null;
  claimedBy: { id: string; name: string } | null;
  decision: { answer: string; tone: ReviewAnswer["tone"]; by: string; at: Date } | null;
  /** Whether this person may decide it: asked, and not barred by four eyes. */
  canDecide: boolean;
};

/** How many are open, and how many of these ask this person. */
export type ReviewCounts = { mine: number; open: number };

const NEVER = "timestamptz '9999-12-31 00:00:00+00'";

const MINE = `review.open AND ${MAY_DECIDE_SQL}
  AND (review.claimed_by IS NULL OR review.claimed_by = $1::uuid)`;

const VIEWS: { [view in ReviewView]: { where: string; at: string; newestFirst: boolean } } = {
  // What is due first stands first; what has no deadline comes after it, oldest first by id.
  mine: { where: MINE, at: `coalesce(review.due_at, ${NEVER})`, newestFirst: false },
  open: { where: "review.open", at: `coalesce(review.due_at, ${NEVER})`, newestFirst: false },
  decided: { where: "review.status = 'decided'", at: "review.decided_at", newestFirst: true },
  all: { where: "true", at: "review.created_at", newestFirst: true },
};

/** One page of the inbox; `nextCursor` is null on the last. */
export async function listReviews(
  tx: Tx,
  viewer: Viewer,
  page: { view: ReviewView; search?: string; cursor?: string | null; limit: number },
): Promise<{ items: ReviewListItem[]; nextCursor: string | null }> {
  const view = VIEWS[page.view];
  const after = readCursor(page.cursor);
  const params: unknown[] = viewerParameters(viewer);
  const bound = (value: unknown) => `$${params.push(value)}`;
  const [compare, direction] = view.newestFirst ? ["<", "DESC"] : [">", "ASC"];
  const search = page.search ? bound(containing(page.search)) : null;
  const wanted = [
    view.where,
    search && `(review.ask ILIKE ${search} OR review.subject ILIKE ${search})`,
    after && `(${view.at}, review.id) ${compare} (${bound(after.at)}::timestamptz, ${bound(after.id)}::uuid)`,
  ].filter((each) => each !== null);
  // What is asked for and nothing else, and how many as a number: a plan for any parameters at all would read and sort
  // every review there ever was.
  const rows = await tx.query<ListedRow>(
    `SELECT ${REVIEW_COLUMNS}, ${view.at} AS "sortedAt", ${MAY_DECIDE_SQL} AS "mayDecide" ${REVIEW_FROM}
     WHERE ${wanted.join(" AND ")}
     ORDER BY ${view.at} ${direction}, review.id ${direction} LIMIT ${Math.trunc(page.limit) + 1}`,
    params,
  );
  return {
    items: rows.slice(0, page.limit).map(listItem),
    nextCursor: nextCursor(rows, page.limit, (row) => ({ at: row.sortedAt, id: row.id })),
  };
}

/** `mine` is the badge. */
export async function countReviews(tx: Tx, viewer: Viewer): Promise<ReviewCounts> {
  const [counts] = await tx.query<ReviewCounts>(
    `SELECT count(*) FILTER (WHERE ${MINE})::int AS mine, count(*)::int AS open ${REVIEW_FROM}
     WHERE review.open`,
    viewerParameters(viewer),
  );
  return counts ?? { mine: 0, open: 0 };
}

type ListedRow = ReviewRow & { sortedAt: Date; mayDecide: boolean };

function listItem(row: ListedRow): ReviewListItem {
  const answer = row.packet.answers.find((each) => each.id === row.answer);
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    ask: row.ask,
    why: row.why,
    subject: row.subject,
    amount: row.amount,
    currency: row.currency,
    workflow: { id: row.workflowId, name: row.workflowName },
    runId: row.runId,
    createdAt: row.createdAt,
    dueAt: row.dueAt,
    escalatedAt: row.escalatedAt,
    claimedBy: row.claimedBy === null ? null : { id: row.claimedBy, name: row.claimedByName ?? "Somebody" },
    decision:
      row.decidedAt === null
        ? null
        : {
            answer: answer?.label ?? row.answer ?? "",
            tone: answer?.tone ?? "neutral",
            by: row.decidedByName ?? "Somebody",
            at: row.decidedAt,
          },
    canDecide: row.status === "open" && row.mayDecide,
  };
}
