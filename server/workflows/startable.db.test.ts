import { afterAll, beforeAll, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeCollection, makeRecord } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { fingerprint } from "@/server/testing/tenant";
import { edge, makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import type { Graph } from "@/workflow/graph/schema";
import { readCatalog } from "./catalog";
import { checkWorkflow } from "./check-workflow";
import { createWorkflow } from "./create-workflow";
import { sampleEvents } from "./sample-events";
import { runTest } from "./test-run";

let organization: TestOrganization;
let collectionId: string;
let child: TestWorkflow;
beforeAll(async () => {
  organization = await makeOrganization();
  ({ collectionId } = await makeCollection(organization.id));
  const fields = [{ key: "name", label: "Name", type: "text", required: true }];
  child = await makeWorkflow(
    organization.id,
    {
      nodes: [
        node("given", "called", { fields, subjectField: "name" }),
        node("add", "create-record", {
          collectionId,
          values: [
            { field: "name", value: { kind: "reference", reference: { from: "event", path: ["name"] } } },
          ],
        }),
      ],
      edges: [edge("given:started > add")],
    },
    "Child",
  );
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const within = <T>(work: Parameters<typeof inOrganization<T>>[1]) => inOrganization(organization.id, work);

/** Starts the other workflow with the title of a record that changed, and notes what that gave. */
const drawing = (): Graph => ({
  nodes: [
    node("changed", "record-change", {
      collectionId,
      created: true,
      updated: true,
      deleted: false,
      fields: [],
      onOwnChanges: false,
      onReversals: false,
    }),
    node("call", "start-workflow", {
      workflowId: child.workflowId,
      inputs: [
        { field: "name", value: { kind: "reference", reference: { from: "event", path: ["title"] } } },
      ],
      wait: true,
    }),
    node("note", "update-record", {
      collectionId,
      recordId: {
        kind: "reference",
        reference: { from: "call", path: ["result", "id"] },
      },
      changes: [{ field: "name", value: { kind: "literal", value: "Seen" } }],
    }),
  ],
  edges: [edge("changed:started > call"), edge("call:confirmed > note")],
});

test("a published workflow with that trigger is offered, with what it is given and what it may give", async () => {
  const { workflows } = await within((tx) => readCatalog(tx));
  expect(workflows).toMatchObject([{ id: child.workflowId, name: "Child", fields: [{ key: "name" }] }]);
  const gives = workflows[0]?.gives.map(({ key }) => key);
  expect(gives).toEqual(["record", "id", "version", "confirmed", "state", "reason"]);
});

test("a drawing that uses them has no errors, and chips know what the other workflow gives", async () => {
  const problems = await within((tx) => checkWorkflow(tx, drawing()));
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("a test run starts with a sample event and shows what would be sent, and sends nothing", async () => {
  const { id: workflowId } = await within((tx) =>
    createWorkflow(tx, { name: "Parent", document: drawing() }, organization.people.builder),
  );
  const [sample] = await within((tx) => sampleEvents(tx, workflowId));
  expect(sample).toMatchObject({
    triggerNodeId: "changed",
    body: { title: "Example title", record: { name: "Example name" }, before: { name: "Example name" } },
  });
  const before = await fingerprint(organization.id);
  const event = sample?.body ?? {};
  const { steps, effects } = await within((tx) =>
    runTest(tx, { workflowId, triggerNodeId: "changed", event }),
  );
  expect(effects[0]).toMatchObject({
    nodeId: "call",
    action: "workflows.start",
    input: { workflowId: child.workflowId, inputs: { name: "Example title" }, wait: true },
    unknown: [],
    heldBecause: null,
  });
  expect(steps.map(({ nodeId, portLabel }) => [nodeId, portLabel])).toEqual([
    ["changed", "Changed"],
    ["call", "Done"],
    ["note", null],
  ]);
  expect(await fingerprint(organization.id)).toEqual(before);
});

test("the sample of a record change is a record that is there, where one is", async () => {
  const { id: workflowId } = await within((tx) =>
    createWorkflow(tx, { name: "Parent", document: drawing() }, organization.people.builder),
  );
  const id = await makeRecord(organization.id, collectionId, { name: "Lamp" });
  const [sample] = await within((tx) => sampleEvents(tx, workflowId));
  expect(sample?.body).toMatchObject({
    id,
    title: "Lamp",
    version: 1,
    change: "updated",
    record: { name: "Lamp" },
  });
});
