import { createServer, type RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { serveEndpoint } from "inngest/node";
import { closePools, pool } from "@/server/db/pools";
import { closePrisma } from "@/server/db/prisma";
import { env } from "@/server/env";
import { measureProcess } from "@/server/metrics/process-metrics";
import { collectMetrics } from "@/server/metrics/registry";
import { reportError } from "@/server/report-error";
import { createEngine } from "./engine";
import { measureEngine } from "./metrics";
import { startWork, type Work } from "./work";

/** Less than the supervisor's patience. */
const ANSWERS_WITHIN_MS = 5_000;
/** The router looks every two seconds, and a round of it takes less than this. */
const STALLED_AFTER_MS = 60_000;

// The SDK reads the whole environment at every call, which the operating system's own list makes slow.
process.env = { ...process.env };

const engine = createEngine();
const answerEngine: RequestListener | null = engine.handler ? serveEndpoint(engine.handler) : null;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://worker");
  if (pathname === "/api/inngest" && answerEngine) return answerEngine(request, response);
  const send = (status: number, body: object) => {
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(body));
  };
  if (pathname === "/health/live") return send(200, { status: "live" });
  if (pathname === "/health" || pathname === "/health/ready") {
    askReadiness(work).then(
      (problem) =>
        problem === null
          ? send(200, { status: "ready", engine: engine.kind })
          : send(503, { status: "waiting", message: problem }),
      () => send(503, { status: "waiting", message: "The database does not answer." }),
    );
    return;
  }
  // Read by the process in front, which tells them to the outside (server/intake/send-metrics).
  if (pathname === "/metrics") {
    collectMetrics().then((families) => send(200, families), fail);
    return;
  }
  send(404, { message: "Nothing is here." });
});

server.on("error", (error) => {
  reportError(error);
  process.exit(1);
});
process.on("unhandledRejection", reportError);

measureProcess();
measureEngine(engine);
const work = await startWork(engine);
server.listen(env().HANDOFF_WORKER_PORT, "127.0.0.1");

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  // A step under way comes to its end and is remembered; cut off, a server would try it again only much later.
  const answered = new Promise<void>((resolve) => server.close(() => resolve()));
  await work.stop();
  await Promise.race([answered, pause(ANSWERS_WITHIN_MS, undefined, { ref: false })]);
  await Promise.all([closePools(), closePrisma()]);
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop().catch(fail));

/** @returns why nothing is worked off just now, in a sentence; null when it is */
async function askReadiness({ idleMs }: Work): Promise<string | null> {
  await pool("engine").query("SELECT 1");
  return idleMs() > STALLED_AFTER_MS ? "No events were routed for a while: the worker is stuck." : null;
}

function fail(error: unknown): void {
  reportError(error);
  process.exit(1);
}
