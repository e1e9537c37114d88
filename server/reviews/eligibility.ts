import type { Viewer } from "@/server/identity/session";

type Role = Viewer["role"];

/** Whom a review asks. Named people are asked by name; a role asks everybody who holds it. */
export type Asked = { reviewerRole: string | null; reviewerIds: readonly string[] };

/** The review roles that someone of `role` answers for: their own, and admins answer for every role. */
export function rolesAnsweredFor(role: Role): Role[] {
  return role === "admin" ? ["admin", "builder", "reviewer"] : [role];
}

/** Whether a review asks this person. Who asked or drew it is another question: see `fourEyes`. */
export function isAsked(asked: Asked, viewer: Pick<Viewer, "id" | "role">): boolean {
  if (asked.reviewerIds.includes(viewer.id)) return true;
  return (
    asked.reviewerRole !== null && (rolesAnsweredFor(viewer.role) as string[]).includes(asked.reviewerRole)
  );
}

/** What four eyes looks at. `requestedBy` is an email address, where the request carried one, or a person's id. */
export type Origin = {
  kind: string;
  requestedBy: string | null;
  /** Who agreed to the same already, where two people have to. */
  agreedBy: readonly string[];
  publishedBy: string | null;
  editedBy: string | null;
};

/**
 * Nobody decides what they asked for or drew. Mending is exempt: it lets nothing pass that was held back.
 * @returns a sentence that says why this person may not, or null.
 */
export function fourEyes(origin: Origin, viewer: Pick<Viewer, "id" | "email">): string | null {
  if (origin.kind === "mend") return null;
  if (origin.agreedBy.includes(viewer.id)) {
    return "You agreed to this already, and two people have to: somebody else decides now.";
  }
  const { requestedBy } = origin;
  if (requestedBy !== null && (sameAddress(requestedBy, viewer.email) || requestedBy === viewer.id)) {
    return "You asked for this yourself, so somebody else has to decide it.";
  }
  if (origin.publishedBy === viewer.id) {
    return "You published this version of the workflow, so somebody else has to decide it.";
  }
  if (origin.editedBy === viewer.id) {
    return "You were the last to edit this version of the workflow, so somebody else has to decide it.";
  }
  return null;
}

function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/**
 * `isAsked` and `fourEyes` as SQL over `REVIEW_FROM`, for lists and counts. Expects the viewer's id, the
 * roles answered for and the email as parameters 1 to 3 (`viewerParameters`).
 */
export const MAY_DECIDE_SQL = `(
  ($1::uuid = ANY(review.reviewer_ids) OR coalesce(review.reviewer_role = ANY($2::text[]), false))
  AND (review.kind = 'mend' OR NOT (
    $1::uuid = ANY(review.agreed_by)
    OR lower(trim(coalesce(review.requested_by, ''))) IN (lower($3::text), $1::uuid::text)
    OR version.published_by IS NOT DISTINCT FROM $1::uuid
    OR version.edited_by IS NOT DISTINCT FROM $1::uuid)))`;

export function viewerParameters(viewer: Viewer): [string, Role[], string] {
  return [viewer.id, rolesAnsweredFor(viewer.role), viewer.email.trim()];
}
