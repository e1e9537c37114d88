import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { WorkflowStatus } from "@/server/db/generated/enums";
import { inOrganization } from "@/server/db/in-organization";
import { acceptEvent } from "@/server/intake/accept-event";
import { makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import { releaseQuarantined } from "./quarantine-event";
import { routeEvents } from "./route-events";

let workflow: TestWorkflow;

beforeEach(async () => {
  workflow = await makeWorkflow(randomUUID(), {
    nodes: [
      node("hook", "webhook", {
        fields: [{ key: "name", label: "Name", type: "text" }],
        idField: "",
        subjectField: "name",
      }),
    ],
    edges: [],
  });
});

const within = <T>(work: Parameters<typeof inOrganization<T>>[1]) =>
  inOrganization(workflow.organizationId, work);
const setStatus = (status: WorkflowStatus) =>
  within(({ db }) => db.workflow.updateMany({ data: { status } }));

function arrive() {
  const { organizationId } = workflow;
  const endpointId = workflow.endpoints.hook?.id ?? "";
  return acceptEvent({ organizationId, endpointId, workflowName: "Example", body: { name: "Ada" } });
}

test("an event becomes one run, its start in the log, and one message to the engine, however often it is routed", async () => {
  const { eventId } = await arrive();
  await Promise.all([routeEvents(), routeEvents(), routeEvents(), routeEvents()]);
  await within(async ({ db }) => {
    // As if a router had died between the run and marking the event.
    await db.event.updateMany({ data: { routedAt: null } });
  });
  await routeEvents();
  await within(async ({ db }) => {
    const runs = await db.run.findMany();
    expect(runs).toMatchObject([
      {
        eventId,
        workflowId: workflow.workflowId,
        versionId: workflow.versionId,
        triggerNodeId: "hook",
        subject: "Ada",
      },
    ]);
    expect(await db.outbox.findMany()).toMatchObject([
      {
        name: `handoff/run.${workflow.workflowId}`,
        data: { runId: runs[0]?.id, organizationId: workflow.organizationId },
        dedupeId: `run:${runs[0]?.id}`,
      },
    ]);
    expect(await db.auditEntry.findMany({ where: { verb: "run.started" } })).toHaveLength(1);
    expect(await db.event.count({ where: { routedAt: null } })).toBe(0);
  });
});

test("a paused workflow keeps its events until it is resumed", async () => {
  await setStatus("paused");
  await arrive();
  await routeEvents();
  await within(async ({ db }) => expect(await db.event.count({ where: { routedAt: null } })).toBe(1));
  await setStatus("live");
  await routeEvents();
  await within(async ({ db }) => expect(await db.run.count()).toBe(1));
});

test.each([
  ["archived", "The workflow is archived."],
  ["draft", "The workflow is not published."],
] as const)("an event for a workflow that is %s starts nothing and says why", async (status, note) => {
  await arrive();
  await setStatus(status);
  await routeEvents();
  await within(async ({ db }) => {
    expect(await db.run.count()).toBe(0);
    expect(await db.event.findMany()).toMatchObject([{ note, routedAt: expect.any(Date) }]);
    expect(await db.auditEntry.findMany({ where: { verb: "event.refused" } })).toMatchObject([{ why: note }]);
  });
});

test("an event for a trigger that the published version no longer has starts nothing and says why", async () => {
  await arrive();
  await within(async ({ db }) => {
    const { organizationId, workflowId } = workflow;
    const document = { nodes: [], edges: [] };
    const version = await db.workflowVersion.create({
      data: { organizationId, workflowId, number: 2, document },
    });
    await db.workflow.updateMany({ data: { publishedVersionId: version.id } });
  });
  await routeEvents();
  await within(async ({ db }) =>
    expect(await db.event.findMany()).toMatchObject([
      { note: "The published version no longer has this trigger." },
    ]),
  );
});

describe("with many organizations", () => {
  const organizationWith = (webhooks: number) =>
    makeWorkflow(randomUUID(), {
      nodes: Array.from({ length: webhooks }, (_, at) =>
        node(`hook${at}`, "webhook", { fields: [], idField: "", subjectField: "" }),
      ),
      edges: [],
    });
  /** Events as intake leaves them: so many at each address. */
  const arriveAt = ({ organizationId, endpoints }: TestWorkflow, count: number) =>
    inOrganization(organizationId, ({ db }) =>
      db.event.createMany({
        data: Object.values(endpoints).flatMap(({ id: endpointId }) =>
          Array.from({ length: count }, () => ({
            organizationId,
            endpointId,
            externalId: randomUUID(),
            bodyHash: "",
            body: {},
          })),
        ),
      }),
    );
  const runsOf = ({ organizationId }: TestWorkflow) =>
    inOrganization(organizationId, ({ db }) => db.run.count());
  /** What still waits there is not for the tests after this one. */
  const forget = ({ organizationId }: TestWorkflow) =>
    inOrganization(organizationId, ({ db }) => db.event.updateMany({ data: { routedAt: new Date() } }));
  const routeAll = async () => {
    while ((await routeEvents()).full);
  };

  test("one organization's flood keeps no other waiting: its event is among the first batch", async () => {
    await routeAll();
    const [loud, quiet] = [await organizationWith(1), await organizationWith(1)];
    await arriveAt(loud, 1_000);
    await arriveAt(quiet, 1);
    expect(await routeEvents()).toEqual({ looked: 100, full: true });
    expect([await runsOf(loud), await runsOf(quiet)]).toEqual([99, 1]);
    await forget(loud);
  });

  test("however many addresses have events waiting, all come to their turn, and then it ends", async () => {
    await routeAll();
    const many = await Promise.all(Array.from({ length: 12 }, () => organizationWith(10)));
    for (const each of many) await arriveAt(each, 1);
    await routeAll();
    expect(await Promise.all(many.map(runsOf))).toEqual(many.map(() => 10));
    expect(await routeEvents()).toEqual({ looked: 0, full: false });
  });

  test("what paused workflows keep neither holds up the others nor is looked at for ever", async () => {
    await routeAll();
    const paused = await organizationWith(105);
    await arriveAt(paused, 1);
    await inOrganization(paused.organizationId, ({ db }) =>
      db.workflow.updateMany({ data: { status: "paused" } }),
    );
    const live = await organizationWith(1);
    await arriveAt(live, 3);
    await routeAll();
    expect([await runsOf(live), await runsOf(paused)]).toEqual([3, 0]);
    await forget(paused);
  });
});

async function publish(document: object): Promise<void> {
  await within(async ({ db }) => {
    const { organizationId, workflowId } = workflow;
    const number = (await db.workflowVersion.count()) + 1;
    const version = await db.workflowVersion.create({
      data: { organizationId, workflowId, number, document },
    });
    await db.workflow.updateMany({ data: { publishedVersionId: version.id } });
  });
}

/** As if so much time had passed that whatever stands aside for a while is looked at again. */
const passTime = () => within(({ db }) => db.event.updateMany({ data: { retryAt: null } }));

describe("an event whose run cannot be made", () => {
  // No drawing at all: whatever reads it fails.
  const UNREADABLE = { nodes: "none" };

  test("is put aside for good after five failures and says so in the log, while others flow", async () => {
    await publish(UNREADABLE);
    await arrive();
    const other = await makeWorkflow(randomUUID(), {
      nodes: [node("hook", "webhook", { fields: [] })],
      edges: [],
    });
    for (let attempt = 1; attempt <= 7; attempt++) {
      await routeEvents();
      await routeEvents();
      await within(async ({ db }) =>
        expect(await db.event.findMany()).toMatchObject([
          {
            failures: Math.min(attempt, 5),
            quarantinedAt: attempt < 5 ? null : expect.any(Date),
            routedAt: null,
          },
        ]),
      );
      await passTime();
    }
    await within(async ({ db }) =>
      expect(await db.auditEntry.findMany({ where: { verb: "event.quarantined" } })).toMatchObject([
        { objectKind: "event", workflowId: workflow.workflowId, why: expect.stringContaining("Publish") },
      ]),
    );
    const endpointId = other.endpoints.hook?.id ?? "";
    const { organizationId } = other;
    await acceptEvent({ organizationId, endpointId, workflowName: "Other", body: { name: "Ada" } });
    await routeEvents();
    await inOrganization(organizationId, async ({ db }) => expect(await db.run.count()).toBe(1));
  });

  test("is tried again, and makes its one run, once its workflow is published or resumed again", async () => {
    const readable = await within(({ db }) => db.workflowVersion.findFirstOrThrow());
    await publish(UNREADABLE);
    await arrive();
    for (let attempt = 1; attempt <= 5; attempt++) {
      await passTime();
      await routeEvents();
    }
    await publish(readable.document as object);
    await routeEvents();
    await within(async ({ db }) => expect(await db.run.count()).toBe(0));
    await within((tx) => releaseQuarantined(tx, workflow.workflowId));
    await routeEvents();
    await routeEvents();
    await within(async ({ db }) => {
      expect(await db.run.count()).toBe(1);
      expect(await db.event.count({ where: { routedAt: null } })).toBe(0);
    });
  });
});
