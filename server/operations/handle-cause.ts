import type { Actor } from "@/server/audit/append";
import { inOrganizationFast } from "@/server/db/in-organization";
import { dropEffect } from "@/server/effects/drop-effect";
import { retryEffect } from "@/server/effects/retry-effect";
import { LookAgain, LookElsewhere } from "@/server/errors";
import { type Cause, listByCause } from "./list-effects";

/** So many at once; the rest is said to be left. */
const MOST = 500;

export type Handling = { what: "retry" } | { what: "drop"; why: string };

/**
 * Tries all that is stuck for one reason again, or gives it up: each in a transaction of its own, so that one that
 * cannot be handled this way, or was handled meanwhile, does not hold up the others.
 * @returns how many were handled, and how many were not
 */
export async function handleCause(
  organizationId: string,
  cause: Cause,
  handling: Handling,
  by: Actor,
): Promise<{ handled: number; left: number }> {
  const within = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
    inOrganizationFast(organizationId, work);
  const ids = await within((tx) => listByCause(tx, cause, MOST + 1));
  let handled = 0;
  for (const id of ids.slice(0, MOST)) {
    try {
      await within((tx) =>
        handling.what === "retry" ? retryEffect(tx, id, by) : dropEffect(tx, id, by, handling.why),
      );
      handled += 1;
    } catch (error) {
      if (!(error instanceof LookAgain || error instanceof LookElsewhere)) throw error;
    }
  }
  return { handled, left: ids.length - handled };
}
