import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganization, type PrismaTx } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { EXAMPLE_GRAPH, makeRun } from "@/server/testing/run";
import { EMPTY_GRAPH, type Graph } from "@/workflow/graph/schema";
import { createWorkflow, duplicateWorkflow } from "./create-workflow";
import { listEndpoints } from "./endpoints";
import { getWorkflow } from "./get-workflow";
import { listWorkflows } from "./list-workflows";
import { publishWorkflow } from "./publish";
import { sampleEvents } from "./sample-events";
import { saveDraft } from "./save-draft";
import { setStatus } from "./set-status";
import { listVersions, restoreVersion } from "./versions";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

function within<T>(work: (tx: PrismaTx) => Promise<T>): Promise<T> {
  return inOrganization(organization.id, work);
}

function create(document?: Graph): Promise<{ id: string }> {
  return within((tx) => createWorkflow(tx, { name: "Example", document }, organization.people.builder));
}

function publish(workflowId: string, revision: number) {
  return within((tx) => publishWorkflow(tx, { workflowId, revision }, organization.people.builder));
}

function renamed(name: string): Graph {
  return {
    ...EXAMPLE_GRAPH,
    nodes: EXAMPLE_GRAPH.nodes.map((node) => ({ ...node, name: `${name} ${node.id}` })),
  };
}

describe("saving a draft", () => {
  test("nobody's work is overwritten: the later is told who saved before", async () => {
    const { admin, builder } = organization.people;
    const { id: workflowId } = await create();
    const first = await within((tx) =>
      saveDraft(tx, { workflowId, revision: 1, document: renamed("A") }, admin),
    );
    expect(first.revision).toBe(2);
    const late = within((tx) => saveDraft(tx, { workflowId, revision: 1, document: renamed("B") }, builder));
    await expect(late).rejects.toThrow(LookAgain);
    await expect(late).rejects.toThrow(new RegExp(`${admin.name} saved this drawing`));
    const stands = await within((tx) => getWorkflow(tx, workflowId));
    expect(stands.draft).toEqual(renamed("A"));
    expect(stands.lastEditedBy).toEqual({ id: admin.id, name: admin.name });
  });

  test("of many saves at once from the same revision one wins", async () => {
    const { id: workflowId } = await create();
    const saves = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        within((tx) =>
          saveDraft(tx, { workflowId, revision: 1, document: renamed(`${at}`) }, organization.people.builder),
        ),
      ),
    );
    expect(saves.filter((save) => save.status === "fulfilled")).toHaveLength(1);
  });
});

describe("publishing", () => {
  test("a drawing with errors is refused, with what to mend", async () => {
    const { id } = await create(EMPTY_GRAPH);
    const attempt = publish(id, 1);
    await expect(attempt).rejects.toThrow(MendInput);
    await expect(attempt).rejects.toThrow(/Add a trigger/);
    expect((await within((tx) => getWorkflow(tx, id))).published).toBeNull();
  });

  test("makes a version that never changes, an address that stays, and one audit entry", async () => {
    const { builder, admin } = organization.people;
    const { id: workflowId } = await create(EXAMPLE_GRAPH);
    const one = await publish(workflowId, 1);
    const [endpoint] = await within((tx) => listEndpoints(tx, workflowId));
    expect(endpoint).toMatchObject({ nodeId: "start", kind: "webhook", hasSecret: true });
    expect(endpoint?.url).toMatch(/\/hooks\/[\w-]{43}$/);

    await within((tx) => saveDraft(tx, { workflowId, revision: 1, document: renamed("New") }, admin));
    expect(await within((tx) => getWorkflow(tx, workflowId))).toMatchObject({
      status: "live",
      hasUnpublishedChanges: true,
      published: { number: 1, publishedBy: builder.name },
    });
    await expect(publish(workflowId, 1)).rejects.toThrow(LookAgain);
    const two = await publish(workflowId, 2);
    expect([one.number, two.number]).toEqual([1, 2]);
    expect(await within((tx) => listEndpoints(tx, workflowId))).toEqual([endpoint]);

    const rows = await within((tx) =>
      tx.db.workflowVersion.findMany({ where: { workflowId }, orderBy: { number: "asc" } }),
    );
    expect(rows.map((row) => row.document)).toEqual([EXAMPLE_GRAPH, renamed("New")]);
    expect(rows[1]).toMatchObject({ publishedBy: builder.id, editedBy: admin.id });
    const entries = await within((tx) =>
      tx.db.auditEntry.findMany({
        where: { workflowId, verb: "workflow.published" },
        orderBy: { id: "asc" },
      }),
    );
    expect(entries.map((entry) => entry.summary)).toEqual([
      "Published version 1 of “Example”: 2 nodes",
      "Published version 2 of “Example”: changed “New start”, “New note-1”",
    ]);
    const { items } = await within((tx) => listVersions(tx, { workflowId, limit: 10 }));
    expect(items.map(({ number, current }) => [number, current])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test("an earlier version comes back as the draft, and runs only once published", async () => {
    const { builder } = organization.people;
    const { id: workflowId } = await create(EXAMPLE_GRAPH);
    const one = await publish(workflowId, 1);
    await within((tx) => saveDraft(tx, { workflowId, revision: 1, document: renamed("New") }, builder));
    await publish(workflowId, 2);
    await within((tx) => restoreVersion(tx, { versionId: one.versionId, revision: 2 }, builder));
    const workflow = await within((tx) => getWorkflow(tx, workflowId));
    expect(workflow.draft).toEqual(EXAMPLE_GRAPH);
    expect(workflow.published?.number).toBe(2);
  });
});

describe("a workflow's life", () => {
  test("pauses, resumes, ends in the archive, and says so in the log", async () => {
    const { builder } = organization.people;
    const { workflowId } = await makeRun(organization.id);
    const change = (what: "pause" | "resume" | "archive") =>
      within((tx) => setStatus(tx, workflowId, what, builder));
    expect(await change("pause")).toEqual({ status: "paused" });
    await expect(change("pause")).rejects.toThrow(MendInput);
    expect(await change("resume")).toEqual({ status: "live" });
    expect(await change("archive")).toEqual({ status: "archived" });
    await expect(publish(workflowId, 1)).rejects.toThrow(/archived/);
    const verbs = await within((tx) =>
      tx.db.auditEntry.findMany({ where: { workflowId }, orderBy: { id: "asc" }, select: { verb: true } }),
    );
    expect(verbs.map(({ verb }) => verb)).toEqual([
      "workflow.paused",
      "workflow.resumed",
      "workflow.archived",
    ]);
  });

  test("its copy is a draft of its own", async () => {
    const { builder } = organization.people;
    const { workflowId } = await makeRun(organization.id, { name: "Original" });
    const copy = await within((tx) => duplicateWorkflow(tx, workflowId, builder));
    expect(await within((tx) => getWorkflow(tx, copy.id))).toMatchObject({
      name: "Original (copy)",
      status: "draft",
      draft: EXAMPLE_GRAPH,
      owner: { id: builder.id },
    });
  });

  test("the list tells its shape, today's runs and what needs somebody", async () => {
    const { id } = await makeOrganization();
    const run = await makeRun(id, { name: "Listed" });
    await inOrganization(id, (tx) =>
      tx.db.run.updateMany({ where: { id: run.runId }, data: { status: "done", endedAt: new Date() } }),
    );
    const { items } = await inOrganization(id, (tx) => listWorkflows(tx, { archived: false, limit: 10 }));
    expect(items).toMatchObject([
      {
        name: "Listed",
        status: "live",
        version: 1,
        hasUnpublishedChanges: false,
        stages: ["trigger"],
        runsToday: 1,
        needsAttention: 0,
        automationRate: 1,
        owner: null,
      },
    ]);
  });

  test("offers what arrived, and an example where nothing has", async () => {
    const { workflowId, eventId } = await makeRun(organization.id, { subject: "dana" });
    const samples = await within((tx) => sampleEvents(tx, workflowId));
    expect(samples).toMatchObject([
      { eventId, label: "dana", body: { name: "dana" } },
      { eventId: null, triggerNodeId: "start", body: { amount: 1, name: "Example name" } },
    ]);
  });

  test("another organization's workflow is not there", async () => {
    const other = await makeOrganization();
    const { workflowId, versionId } = await makeRun(other.id);
    const { builder } = organization.people;
    await expect(within((tx) => getWorkflow(tx, workflowId))).rejects.toThrow(LookElsewhere);
    await expect(publish(workflowId, 1)).rejects.toThrow(LookElsewhere);
    await expect(within((tx) => restoreVersion(tx, { versionId, revision: 1 }, builder))).rejects.toThrow(
      LookElsewhere,
    );
    const save = within((tx) => saveDraft(tx, { workflowId, revision: 1, document: EMPTY_GRAPH }, builder));
    await expect(save).rejects.toThrow(LookElsewhere);
  });
});
