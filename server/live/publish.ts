import { pool } from "@/server/db/pools";
import type { Topic } from "@/server/db/tx";
import { reportError } from "@/server/report-error";

/** The channel that web processes listen on; see `subscribe`. */
export const LIVE_CHANNEL = "handoff_live";

/** One message: which organization's screens, what changed. Carries ids only, never content. */
export type LiveMessage = { organizationId: string; topic: Topic; id?: string };

const COALESCE_MS = 40;
// NOTIFY payloads end at 8,000 bytes; a burst larger than this is cut to its topics.
const MOST_MESSAGES = 40;

const waiting = new Map<string, LiveMessage>();
let timer: NodeJS.Timeout | undefined;

/**
 * Tells live screens after a commit. Sent apart from the transaction (inside it, NOTIFY takes a global lock
 * at commit) and coalesced, so a burst of steps costs one notification.
 */
export function publishLive(organizationId: string, changes: readonly { topic: Topic; id?: string }[]): void {
  for (const { topic, id } of changes)
    waiting.set(`${organizationId}/${topic}/${id ?? ""}`, { organizationId, topic, id });
  if (timer === undefined) timer = setTimeout(flush, COALESCE_MS);
}

function flush(): void {
  timer = undefined;
  let messages = [...waiting.values()];
  waiting.clear();
  if (messages.length > MOST_MESSAGES) messages = withoutIds(messages);
  for (let start = 0; start < messages.length; start += MOST_MESSAGES) {
    const payload = JSON.stringify(messages.slice(start, start + MOST_MESSAGES));
    pool("app").query("SELECT pg_notify($1, $2)", [LIVE_CHANNEL, payload]).catch(reportError);
  }
}

function withoutIds(messages: LiveMessage[]): LiveMessage[] {
  const byTopic = new Map<string, LiveMessage>();
  for (const { organizationId, topic } of messages)
    byTopic.set(`${organizationId}/${topic}`, { organizationId, topic });
  return [...byTopic.values()];
}
