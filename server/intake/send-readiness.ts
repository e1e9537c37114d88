import type { ServerResponse } from "node:http";
import { pool } from "@/server/db/pools";
import { askWorker } from "@/server/metrics/worker-metrics";
import { sendJson } from "./send-json";

/**
 * Ready means that events can be kept: the database answers and takes writes. Without a worker they are kept all
 * the same, and turning senders away would lose them; then it says so and stays ready.
 */
export async function sendReadiness(response: ServerResponse): Promise<void> {
  const [database, worker] = await Promise.all([askDatabase(), isWorkerReady()]);
  if (database !== null) return sendJson(response, 503, { status: "waiting", message: database });
  if (worker) return sendJson(response, 200, { status: "ready", worker: "ready" });
  sendJson(response, 200, {
    status: "ready",
    worker: "missing",
    message: "Events are kept, but no worker answers on this machine: nothing is worked off until one does.",
  });
}

/** @returns what is wrong, in a sentence; null when nothing is */
async function askDatabase(): Promise<string | null> {
  try {
    const [{ rows }] = await Promise.all([
      pool("app").query<{ readOnly: string }>(
        `SELECT current_setting('transaction_read_only') AS "readOnly"`,
      ),
      pool("engine").query("SELECT 1"),
    ]);
    return rows[0]?.readOnly === "off" ? null : "The database takes no writes just now.";
  } catch {
    return "The database does not answer.";
  }
}

async function isWorkerReady(): Promise<boolean> {
  try {
    return (await askWorker("/health/ready")).status === 200;
  } catch {
    return false;
  }
}
