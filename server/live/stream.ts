import { reportError } from "@/server/report-error";
import type { LiveMessage } from "./publish";
import { subscribeLive } from "./subscribe";

const HEARTBEAT_MS = 20_000;
const RECHECK_MS = 60_000;

/**
 * Server-sent events for one person's browser: `{topic, id?}` for everything that changes in their
 * organization. Ends when the browser leaves, or when the session is over, which is looked at each minute.
 * @param stillAllowed whether the same person may still see the same organization
 */
export function liveStream(
  organizationId: string,
  signal: AbortSignal,
  stillAllowed: () => Promise<boolean>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end: () => void = () => undefined;
  return new ReadableStream({
    async start(controller) {
      let ended = false;
      let unsubscribe: (() => void) | undefined;
      const write = (text: string) => {
        if (!ended) controller.enqueue(encoder.encode(text));
      };
      const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
      const recheck = setInterval(() => {
        stillAllowed().then((allowed) => (allowed ? undefined : end()), reportError);
      }, RECHECK_MS);
      end = () => {
        if (ended) return;
        ended = true;
        clearInterval(heartbeat);
        clearInterval(recheck);
        unsubscribe?.();
        controller.close();
      };
      signal.addEventListener("abort", end, { once: true });
      // Sent at once, so that proxies pass the headers on and the browser knows it is connected.
      write("retry: 2000\n\n");
      unsubscribe = await subscribeLive(organizationId, (message: LiveMessage) => {
        // Checked for each message, not only when the stream began.
        if (message.organizationId !== organizationId) return;
        write(`data: ${JSON.stringify({ topic: message.topic, id: message.id })}\n\n`);
      });
      if (ended || signal.aborted) {
        unsubscribe();
        end();
      }
    },
    cancel() {
      end();
    },
  });
}
