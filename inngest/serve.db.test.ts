import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { runEventName } from "@/server/db/outbox";
import { makeRun } from "@/server/testing/run";
import { makeWorkflow, node } from "@/server/testing/workflow";
import { APP_ID } from "./client";
import { callFunction } from "./embedded/protocol";
import { Registry } from "./registry";
import { createHandler } from "./serve";

const ORIGIN = "http://127.0.0.1:3002/api/inngest";
const GRAPH = { nodes: [node("start", "webhook", { fields: [], idField: "", subjectField: "" })], edges: [] };

/** The handler, with what it sends to the engine kept instead of sent. */
function handlerWithEngine() {
  const sent: { url: string; body: string }[] = [];
  const registry = new Registry({
    kind: "embedded",
    fetch: async (input, init) => {
      sent.push({
        url: String(input instanceof Request ? input.url : input),
        body: String(init?.body ?? ""),
      });
      return Response.json({ ok: true, modified: true });
    },
  });
  return { handler: createHandler(registry), sent };
}

test("a registration carries every published workflow of every organization, with its one trigger", async () => {
  const published = await Promise.all([makeWorkflow(randomUUID(), GRAPH), makeWorkflow(randomUUID(), GRAPH)]);
  const organizationId = randomUUID();
  const draft = await inOrganization(organizationId, ({ db }) =>
    db.workflow.create({ data: { organizationId, name: "Draft", draft: {} } }),
  );
  const { handler, sent } = handlerWithEngine();
  expect(
    (await handler(new Request(ORIGIN, { method: "PUT", headers: { host: "127.0.0.1:3002" } }))).status,
  ).toBe(200);
  const { body } = sent.find(({ url }) => url.includes("/fn/register")) ?? { body: "{}" };
  for (const { workflowId } of published) {
    expect(body).toContain(`wf-${workflowId}`);
    expect(body).toContain(`"event":"handoff/run.${workflowId}"`);
  }
  expect(body).not.toContain(draft.id);
});

test.each([
  ["of a run that is not there", { event: { data: { runId: randomUUID(), organizationId: randomUUID() } } }],
  ["without a run", { event: { data: {} } }],
  ["that is no call", "hello"],
])("a call %s is refused for good", async (_, body) => {
  const { handler } = handlerWithEngine();
  const answer = await handler(new Request(ORIGIN, { method: "POST", body: JSON.stringify(body) }));
  expect({ status: answer.status, noRetry: answer.headers.get("x-inngest-no-retry") }).toEqual({
    status: 400,
    noRetry: "true",
  });
});

test.each(["PATCH", "OPTIONS", "DELETE"])("%s is not answered, and tells nothing", async (method) => {
  const { handler } = handlerWithEngine();
  const answer = await handler(new Request(ORIGIN, { method }));
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status: 405,
    body: { message: "Use GET, POST or PUT." },
  });
});

test.each([
  ["of a run", runEventName, { status: "failed", reason: "Something kept failing on our side." }],
  ["of another app's function", () => "shop/order.placed", { status: "waiting", reason: "" }],
])("that the engine gave up on a function %s ends what is ours alone", async (_, eventName, expected) => {
  const organizationId = randomUUID();
  const { workflowId, runId } = await makeRun(organizationId);
  await inOrganization(organizationId, ({ db }) =>
    db.run.updateMany({ where: { id: runId }, data: { status: "waiting", reason: "" } }),
  );
  const { handler } = handlerWithEngine();
  const answer = await callFunction(handler, APP_ID, {
    runId: randomUUID(),
    functionId: "gave-up",
    event: {
      name: "inngest/function.failed",
      data: {
        error: { name: "Error", message: "The worker could not be reached" },
        event: { name: eventName(workflowId), data: { runId, organizationId } },
      },
    },
    generation: 1,
    attempt: 0,
    maxAttempts: 21,
    memos: new Map(),
    parallel: false,
  });
  expect(answer.kind).not.toBe("error");
  const { status, reason } = await inOrganization(organizationId, ({ db }) =>
    db.run.findUniqueOrThrow({ where: { id: runId } }),
  );
  expect({ status, reason }).toEqual({ ...expected, reason: expect.stringContaining(expected.reason) });
});
