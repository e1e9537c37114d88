import { get } from "node:http";
import { env } from "@/server/env";
import { type Family, familiesSchema } from "./family";

const ANSWERS_WITHIN_MS = 2_000;
const MOST_BYTES = 1024 * 1024;

/** What the worker on this machine answers. @throws when there is none, or it does not answer soon */
export function askWorker(path: "/metrics" | "/health/ready"): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = get(
      { host: "127.0.0.1", port: env().HANDOFF_WORKER_PORT, path, timeout: ANSWERS_WITHIN_MS, agent: false },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
          if (text.length > MOST_BYTES) asked.destroy(new Error("The worker answered with too much."));
        });
        answer.on("error", reject);
        answer.on("end", () => {
          try {
            resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) });
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("The worker did not answer in time.")));
    asked.on("error", reject);
  });
}

/** Null while no worker answers. */
export async function workerMetrics(): Promise<Family[] | null> {
  try {
    return familiesSchema.parse((await askWorker("/metrics")).body);
  } catch {
    return null;
  }
}
