import { pool } from "@/server/db/pools";
import { reportError } from "@/server/report-error";

/** The router (server/runs) listens here. A hint only: it also looks by itself. */
export const EVENTS_CHANNEL = "handoff_events";

const COALESCE_MS = 5;
let timer: NodeJS.Timeout | undefined;

/** Tells the router that events wait. A burst costs one notification. */
export function notifyRouter(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    pool("app").query("SELECT pg_notify($1, '')", [EVENTS_CHANNEL]).catch(reportError);
  }, COALESCE_MS);
}
