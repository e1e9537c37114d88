import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { acceptEvent } from "@/server/intake/accept-event";
import { makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import { type Router, startRouter } from "./router";

/** Longer than any test: what is found without a nudge is not found by looking. */
const NEVER_MS = 600_000;

let loud: Set<string>;
let router: Router;
let workflow: TestWorkflow;
let other: TestWorkflow;

const make = () =>
  makeWorkflow(randomUUID(), { nodes: [node("hook", "webhook", { fields: [], idField: "" })], edges: [] });
const arrive = ({ organizationId, endpoints }: TestWorkflow) =>
  acceptEvent({ organizationId, endpointId: endpoints.hook?.id ?? "", workflowName: "Example", body: {} });
const runsOf = ({ organizationId }: TestWorkflow) =>
  inOrganization(organizationId, ({ db }) => db.run.count());

beforeEach(async () => {
  [workflow, other] = [await make(), await make()];
  loud = new Set();
  router = startRouter({ isLoud: (organizationId) => loud.has(organizationId) }, NEVER_MS);
});
afterEach(() => router.stop());

test("what arrives is routed at a nudge, whoever it is from", async () => {
  await arrive(workflow);
  await arrive(other);
  router.nudge("");
  await expect.poll(() => runsOf(workflow)).toBe(1);
  await expect.poll(() => runsOf(other)).toBe(1);
});

test("events of one that is loud are routed too, and of one that was while they came", async () => {
  loud.add(workflow.organizationId);
  await arrive(workflow);
  router.nudge(workflow.organizationId);
  await expect.poll(() => runsOf(workflow)).toBe(1);
  await arrive(workflow);
  router.nudge(`${other.organizationId},${workflow.organizationId}`);
  loud.clear();
  await expect.poll(() => runsOf(workflow)).toBe(2);
});

test("a loud one's events are left alone by a round that another's nudge brings about", async () => {
  loud.add(workflow.organizationId);
  await arrive(workflow);
  await arrive(other);
  router.nudge(other.organizationId);
  await expect.poll(() => runsOf(other)).toBe(1);
  expect(await runsOf(workflow)).toBe(0);
});

test("where nobody is named, or nothing is told at all, a loud one's events are found by looking", async () => {
  loud.add(workflow.organizationId);
  await arrive(workflow);
  router.nudge("");
  await expect.poll(() => runsOf(workflow)).toBe(1);
  await router.stop();
  await arrive(workflow);
  router = startRouter({ isLoud: (organizationId) => loud.has(organizationId) }, 50);
  await expect.poll(() => runsOf(workflow)).toBe(2);
});

test("more than a round of a loud one goes on by itself", async () => {
  loud.add(workflow.organizationId);
  const { organizationId, endpoints } = workflow;
  const one = () => ({
    organizationId,
    endpointId: endpoints.hook?.id ?? "",
    externalId: randomUUID(),
    bodyHash: "",
    body: {},
  });
  await inOrganization(organizationId, ({ db }) =>
    db.event.createMany({ data: Array.from({ length: 250 }, one) }),
  );
  router.nudge(organizationId);
  await expect.poll(() => runsOf(workflow), { timeout: 10_000 }).toBe(250);
});
