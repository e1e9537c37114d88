import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "@/server/env";
import type { Family } from "@/server/metrics/family";
import { collectMetrics } from "@/server/metrics/registry";
import { renderMetrics } from "@/server/metrics/render";
import { workerMetrics } from "@/server/metrics/worker-metrics";
import { isLoopback } from "./client-address";
import { sendJson } from "./send-json";
import { sameText } from "./signatures/compare";

/** The metrics of this process and of the worker, for those who may read them. */
export async function sendMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET") {
    response.setHeader("allow", "GET");
    return sendJson(response, 405, { message: "Read the metrics with GET." });
  }
  const token = env().HANDOFF_METRICS_TOKEN;
  if (token !== undefined && !sameText(request.headers.authorization ?? "", `Bearer ${token}`)) {
    response.setHeader("www-authenticate", "Bearer");
    return sendJson(response, 401, { message: "Send the value of HANDOFF_METRICS_TOKEN as a bearer token." });
  }
  if (token === undefined && !isFromHere(request)) {
    return sendJson(response, 403, {
      message:
        "Metrics are read on this machine alone. Set HANDOFF_METRICS_TOKEN to read them from elsewhere.",
    });
  }
  const [intake, worker] = await Promise.all([collectMetrics(), workerMetrics()]);
  const text = renderMetrics([
    { process: "intake", families: [...intake, workerUp(worker !== null)] },
    { process: "worker", families: worker ?? [] },
  ]);
  response.writeHead(200, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(text);
}

function workerUp(answers: boolean): Family {
  const samples = [{ suffix: "", labels: {}, value: answers ? 1 : 0 }];
  return {
    name: "handoff_worker_up",
    help: "Whether the worker on this machine answered just now.",
    type: "gauge",
    samples,
  };
}

/** A proxy on this machine makes everybody look like a neighbour; what it adds to a request gives it away. */
function isFromHere({ socket, headers }: IncomingMessage): boolean {
  const passedOn = headers["x-forwarded-for"] ?? headers.forwarded ?? headers.via;
  return isLoopback(socket.remoteAddress ?? "") && passedOn === undefined;
}
