import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { env } from "@/server/env";
import { measureBacklog } from "@/server/metrics/backlog";
import { measureProcess } from "@/server/metrics/process-metrics";
import { closeServers, listening, sendEvent, sendTo } from "@/server/testing/intake";
import { makeWorkflow, node } from "@/server/testing/workflow";
import { createIntakeServer } from "./server";

let intake: Server;
let worker: Server;

beforeAll(async () => {
  measureProcess();
  measureBacklog();
  worker = createServer((incoming, outgoing) => {
    const families = [
      { name: "handoff_engine_runs", help: "Runs.", type: "gauge", samples: [] },
      {
        name: "process_resident_memory_bytes",
        help: "Resident memory.",
        type: "gauge",
        samples: [{ suffix: "", labels: {}, value: 5 }],
      },
    ];
    outgoing.end(JSON.stringify(incoming.url === "/metrics" ? families : { status: "ready" }));
  });
  env().HANDOFF_WORKER_PORT = await listening(worker);
  intake = createIntakeServer(1);
  await listening(intake);
});
afterEach(() => {
  env().HANDOFF_METRICS_TOKEN = undefined;
});
afterAll(() => closeServers(intake, worker));

const read = (headers: { [name: string]: string } = {}) =>
  sendTo(intake, "/api/metrics", { method: "GET", headers });
const valueIn = (text: string, series: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.split(" ")
      .at(-1) ?? Number.NaN,
  );

test("the metrics tell what was answered, what waits, and of which process each value is", async () => {
  const id = randomUUID();
  const config = { fields: [], idField: "", subjectField: "" };
  const { endpoints } = await makeWorkflow(id, { nodes: [node("hook", "webhook", config)], edges: [] });
  if (!endpoints.hook) throw new Error("The workflow has no address.");
  await sendEvent(intake, endpoints.hook, '{"name": "Canary"}');
  await sendEvent(intake, endpoints.hook, "{}", { secret: "whsec_AAAA" });
  const { status, headers, text } = await read();
  expect(status).toBe(200);
  expect(headers["content-type"]).toContain("version=0.0.4");
  const intakeOf = (series: string) => valueIn(text, series);
  expect(
    intakeOf('handoff_intake_answers_total{process="intake",kind="webhook",outcome="new",status="202"}'),
  ).toBe(1);
  expect(
    intakeOf('handoff_intake_answers_total{process="intake",kind="webhook",outcome="refused",status="401"}'),
  ).toBe(1);
  expect(intakeOf('handoff_intake_seconds_count{process="intake",acknowledged="true"}')).toBe(1);
  expect(intakeOf('handoff_intake_queue{process="intake"}')).toBe(0);
  expect(intakeOf('handoff_events_unrouted{process="intake",state="live"}')).toBe(1);
  expect(intakeOf('handoff_events_unrouted_oldest_seconds{process="intake"}')).toBeGreaterThan(0);
  expect(intakeOf('handoff_outbox_messages{process="intake"}')).toBe(0);
  expect(intakeOf('handoff_effects{process="intake",state="queued"}')).toBe(0);
  expect(intakeOf('handoff_circuits{process="intake",circuit="open"}')).toBe(0);
  expect(intakeOf('process_resident_memory_bytes{process="intake"}')).toBeGreaterThan(1_000_000);
  expect(intakeOf('process_resident_memory_bytes{process="worker"}')).toBe(5);
  // Each metric is told in one piece, and nothing of what was sent or of who sent it.
  const named = text.split("\n").filter((line) => line.startsWith("# TYPE"));
  expect(new Set(named).size).toBe(named.length);
  for (const content of ["Canary", id, endpoints.hook.token, endpoints.hook.id]) {
    expect(text).not.toContain(content);
  }
});

test("without a token the metrics are for this machine alone, also behind a proxy on it", async () => {
  expect((await read()).status).toBe(200);
  expect((await read({ "x-forwarded-for": "203.0.113.7" })).status).toBe(403);
  expect((await sendTo(intake, "/api/metrics", { method: "POST" })).status).toBe(405);
});

test("with a token they are for whoever has it", async () => {
  env().HANDOFF_METRICS_TOKEN = "a-token-of-some-length";
  expect((await read()).status).toBe(401);
  expect((await read({ authorization: "Bearer a-token-of-some-lengtx" })).status).toBe(401);
  const far = { authorization: "Bearer a-token-of-some-length", "x-forwarded-for": "203.0.113.7" };
  expect((await read(far)).status).toBe(200);
});

test("without a worker the metrics and readiness say so, and events are still kept", async () => {
  const workerPort = env().HANDOFF_WORKER_PORT;
  const ready = () => sendTo(intake, "/health/ready", { method: "GET" });
  expect((await ready()).body).toEqual({ status: "ready", worker: "ready" });
  env().HANDOFF_WORKER_PORT = 1;
  expect(await ready()).toMatchObject({ status: 200, body: { worker: "missing" } });
  const { text } = await read();
  expect(valueIn(text, 'handoff_worker_up{process="intake"}')).toBe(0);
  env().HANDOFF_WORKER_PORT = workerPort;
  expect(valueIn((await read()).text, 'handoff_worker_up{process="intake"}')).toBe(1);
});
