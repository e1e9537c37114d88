import type { RunStatus } from "@/server/db/generated/enums";
import { readInOrganization } from "@/server/db/in-organization";

type Open = { id: string; status: RunStatus };

const STEPS = `
  SELECT run_id AS "runId", output->>'reviewId' AS "reviewId",
    state = 'waiting' AND coalesce((output->>'until')::timestamptz > clock_timestamp(), false)
      AND NOT output ? 'cameAt' AS "untilLater"
  FROM run_step WHERE run_id = ANY($1::uuid[]) AND state IN ('running', 'waiting')`;

/**
 * Which of an organization's open runs only wait: for people who have not decided, for moments still to come.
 * Two reads for all of them, however many: most runs that are open are at rest, and must cost nothing.
 */
export async function findAtRest(
  organizationId: string,
  runs: readonly Open[],
): Promise<ReadonlySet<string>> {
  const waiting = runs.filter(({ status }) => status === "waiting").map(({ id }) => id);
  if (waiting.length === 0) return new Set();
  const steps = await readInOrganization(organizationId, (query) =>
    query<{ runId: string; reviewId: string | null; untilLater: boolean }>(STEPS, [waiting]),
  );
  const reviewIds = steps.flatMap(({ reviewId }) => reviewId ?? []);
  const open = await readInOrganization(organizationId, (query) =>
    query<{ id: string }>("SELECT id FROM review WHERE id = ANY($1::uuid[]) AND status = 'open'", [
      reviewIds,
    ]),
  );
  const undecided = new Set(open.map(({ id }) => id));
  const busy = new Set(
    steps
      .filter(({ reviewId, untilLater }) => !untilLater && !(reviewId !== null && undecided.has(reviewId)))
      .map(({ runId }) => runId),
  );
  const seen = new Set(steps.map(({ runId }) => runId));
  return new Set(waiting.filter((id) => seen.has(id) && !busy.has(id)));
}
