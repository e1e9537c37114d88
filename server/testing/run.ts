import { randomUUID } from "node:crypto";
import { inOrganization } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import type { PrismaTransaction } from "@/server/db/prisma";
import type { Graph } from "@/workflow/graph/schema";

export type TestRun = {
  workflowId: string;
  versionId: string;
  endpointId: string;
  eventId: string;
  runId: string;
};

/** A drawing that can be published: a webhook, a condition, and nothing that needs further set-up. */
export const EXAMPLE_GRAPH: Graph = {
  nodes: [
    {
      id: "start",
      type: "webhook",
      name: "Arrived",
      config: {
        fields: [
          { key: "amount", label: "Amount", type: "number" },
          { key: "name", label: "Name", type: "text" },
        ],
        idField: "",
        subjectField: "name",
      },
      join: "all",
      position: { x: 0, y: 0 },
    },
    {
      id: "note-1",
      type: "note",
      name: "Note",
      config: { text: "An example." },
      join: "all",
      position: { x: 0, y: 200 },
    },
  ],
  edges: [],
};

/** A live workflow with one version and one run of it. */
export async function makeRun(
  organizationId: string,
  run: { name?: string; subject?: string; publishedBy?: string; editedBy?: string; document?: Graph } = {},
): Promise<TestRun> {
  const { name = "Example", subject = "", publishedBy, editedBy, document = EXAMPLE_GRAPH } = run;
  const workflowId = randomUUID();
  return inOrganization(organizationId, async ({ db }) => {
    await db.workflow.create({
      data: {
        id: workflowId,
        organizationId,
        name,
        draft: toJson(document),
        status: "live",
        ownerId: publishedBy,
      },
    });
    const version = await db.workflowVersion.create({
      data: {
        organizationId,
        workflowId,
        number: 1,
        name,
        document: toJson(document),
        publishedBy,
        editedBy,
      },
    });
    await db.workflow.updateMany({ where: { id: workflowId }, data: { publishedVersionId: version.id } });
    const endpoint = await db.endpoint.create({
      data: { organizationId, workflowId, nodeId: "start", kind: "webhook", token: randomUUID() },
    });
    const standing = { workflowId, versionId: version.id, endpointId: endpoint.id };
    return { ...standing, ...(await startRun(db, organizationId, standing, subject)) };
  });
}

/** Another event, and its run, of the same version. */
export function makeRunOf(organizationId: string, run: TestRun, subject = ""): Promise<TestRun> {
  return inOrganization(organizationId, async ({ db }) => ({
    ...run,
    ...(await startRun(db, organizationId, run, subject)),
  }));
}

async function startRun(
  db: PrismaTransaction,
  organizationId: string,
  { workflowId, versionId, endpointId }: Omit<TestRun, "eventId" | "runId">,
  subject: string,
): Promise<{ eventId: string; runId: string }> {
  const event = await db.event.create({
    data: {
      organizationId,
      endpointId,
      externalId: randomUUID(),
      bodyHash: "",
      body: { name: subject },
      routedAt: new Date(),
    },
  });
  const run = await db.run.create({
    data: {
      organizationId,
      workflowId,
      versionId,
      eventId: event.id,
      triggerNodeId: "start",
      status: "waiting",
      subject,
    },
  });
  return { eventId: event.id, runId: run.id };
}
