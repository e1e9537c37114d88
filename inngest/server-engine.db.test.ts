import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { runEventName, sendToEngine, wakeNode } from "@/server/db/outbox";
import { EXAMPLE_GRAPH, makeRun } from "@/server/testing/run";
import { makeWorkflow } from "@/server/testing/workflow";
import { createEngine, type Engine } from "./engine";
import { relayOutbox } from "./outbox-relay";
import { InngestServer } from "./testing/inngest-server";

// The product beside an Inngest server instead of the embedded engine: what it tells it, and in which order.

const server = new InngestServer();
let engine: Engine;
let organizationId: string;

beforeAll(async () => {
  const { url } = await server.up();
  // Settings are read on first use, which is after this.
  Object.assign(process.env, {
    INNGEST_BASE_URL: url,
    INNGEST_EVENT_KEY: "event-key",
    INNGEST_SIGNING_KEY: "0123456789abcdef",
  });
  engine = createEngine();
});
afterAll(() => server.down());
beforeEach(() => {
  organizationId = randomUUID();
  server.asked.length = 0;
  server.refusesFunctions = false;
});

async function startRunOf(workflowId: string): Promise<void> {
  const runId = randomUUID();
  await inOrganizationFast(organizationId, (tx) =>
    sendToEngine(tx, {
      name: runEventName(workflowId),
      data: { runId, organizationId },
      dedupeId: `run:${runId}`,
    }),
  );
}

const paths = () => server.asked.map(({ path }) => path);

test("what starts a workflow published just now is sent once the server knows that workflow, and not before", async () => {
  const { workflowId } = await makeWorkflow(organizationId, EXAMPLE_GRAPH);
  await startRunOf(workflowId);
  await relayOutbox(engine);
  expect(paths()).toEqual(["/fn/register", "/e/event-key"]);
  expect(server.asked[0]?.body).toContain(runEventName(workflowId));
  expect(server.asked[1]?.body).toContain(runEventName(workflowId));
});

test("a workflow that the server knows, and a wake-up, need no registration", async () => {
  const { workflowId } = await makeWorkflow(organizationId, EXAMPLE_GRAPH);
  await engine.register();
  server.asked.length = 0;
  await startRunOf(workflowId);
  await inOrganizationFast(organizationId, (tx) =>
    wakeNode(tx, { runId: randomUUID(), nodeId: "ask" }, "decided"),
  );
  await relayOutbox(engine);
  expect(paths()).toEqual(["/e/event-key"]);
});

test("what a server would drop stays until it has taken the registration", async () => {
  const { workflowId } = await makeWorkflow(organizationId, EXAMPLE_GRAPH);
  await startRunOf(workflowId);
  server.refusesFunctions = true;
  await expect(relayOutbox(engine)).rejects.toThrow("The Inngest server did not take the functions");
  expect(paths()).toEqual(["/fn/register"]);
  server.refusesFunctions = false;
  await relayOutbox(engine);
  expect(paths()).toEqual(["/fn/register", "/fn/register", "/e/event-key"]);
});

test("a server is told to tell us of every run it gives up on", async () => {
  await engine.register();
  expect(server.asked[0]?.body).toContain('"event":"inngest/function.failed"');
});

test.each(["a run", "the failure of a run"])(
  "an unsigned call of %s is refused, and changes nothing",
  async (of) => {
    const { workflowId, runId } = await makeRun(organizationId);
    const event = { name: runEventName(workflowId), data: { runId, organizationId } };
    const [functionId, body] =
      of === "a run"
        ? [`wf-${workflowId}`, { event }]
        : [
            "gave-up",
            { event: { name: "inngest/function.failed", data: { event, error: { message: "No" } } } },
          ];
    const answer = await engine.handler?.(
      new Request(`http://127.0.0.1:3002/api/inngest?fnId=handoff-${functionId}&stepId=step`, {
        method: "POST",
        headers: { "content-type": "application/json", host: "127.0.0.1:3002" },
        body: JSON.stringify({ version: 2, events: [], steps: {}, ctx: {}, ...body }),
      }),
    );
    expect(answer?.status).toBe(401);
    const run = await inOrganization(organizationId, ({ db }) =>
      db.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: true } }),
    );
    expect({ endedAt: run.endedAt, steps: run.steps }).toEqual({ endedAt: null, steps: [] });
  },
);
