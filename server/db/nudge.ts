import { reportError } from "@/server/report-error";
import { pool } from "./pools";

const COALESCE_MS = 5;
const timers = new Map<string, NodeJS.Timeout>();

/**
 * Has whoever listens on a channel look, in a moment. A hint only: everybody also looks by themselves. A burst
 * costs one notification, sent apart from any transaction (inside one it takes a global lock at the commit).
 */
export function nudge(channel: string): void {
  if (timers.has(channel)) return;
  timers.set(
    channel,
    setTimeout(() => {
      timers.delete(channel);
      pool("app").query("SELECT pg_notify($1, '')", [channel]).catch(reportError);
    }, COALESCE_MS),
  );
}
