import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { acceptEvent } from "@/server/intake/accept-event";
import { routeEvents } from "@/server/runs/route-events";
import { makeWorkflow, node } from "@/server/testing/workflow";
import { readHealth } from "./health";

test("events that wait to be routed are told in words; those a paused workflow keeps wait on purpose", async () => {
  const organizationId = randomUUID();
  const config = { fields: [], idField: "", subjectField: "" };
  const { endpoints } = await makeWorkflow(organizationId, {
    nodes: [node("hook", "webhook", config)],
    edges: [],
  });
  const arrive = () =>
    acceptEvent({
      organizationId,
      endpointId: endpoints.hook?.id ?? "",
      workflowName: "Example",
      body: {},
    });
  const told = async () => (await inOrganizationFast(organizationId, (tx) => readHealth(tx))).unrouted;
  const setStatus = (status: "paused" | "live") =>
    inOrganization(organizationId, ({ db }) => db.workflow.updateMany({ data: { status } }));

  expect(await told()).toBe(null);
  await arrive();
  expect(await told()).toMatch(/^1 event waits to be routed, for \d+ s\.$/);
  await arrive();
  expect(await told()).toMatch(/^2 events wait to be routed, the oldest for \d+ s\.$/);
  await setStatus("paused");
  expect(await told()).toBe(null);
  await setStatus("live");
  await routeEvents();
  expect(await told()).toBe(null);
});
