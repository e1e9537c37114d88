import { randomUUID } from "node:crypto";
import { inOrganization } from "@/server/db/in-organization";
import type { Viewer } from "@/server/identity/session";
import { fireTriggers } from "@/server/triggers/fire-triggers";
import { createWorkflow } from "@/server/workflows/create-workflow";
import { publishWorkflow } from "@/server/workflows/publish";
import { saveDraft } from "@/server/workflows/save-draft";
import type { Graph, GraphNode } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { scheduleDefinition } from "@/workflow/nodes/1-trigger/schedule/definition";
import { timeThresholdDefinition } from "@/workflow/nodes/1-trigger/time-threshold/definition";
import { node } from "./workflow";

export type TimedOrganization = { id: string; by: Viewer };

/** An organization in UTC with somebody to act in it, and no more: nobody signs in. */
export async function makeTimedOrganization(): Promise<TimedOrganization> {
  const id = randomUUID();
  await inOrganization(id, ({ db }) =>
    db.organizationSettings.create({ data: { organizationId: id, name: "Example", slug: id } }),
  );
  const by: Viewer = {
    id: randomUUID(),
    email: "bo@example.com",
    name: "Bo",
    role: "admin",
    organizationId: id,
    organizationName: "Example",
  };
  return { id, by };
}

/** A workflow that time starts, published the way people publish. */
export class TimedWorkflow {
  private revision = 1;

  private constructor(
    private readonly organization: TimedOrganization,
    readonly id: string,
  ) {}

  static async publish(organization: TimedOrganization, ...triggers: GraphNode[]): Promise<TimedWorkflow> {
    const { id } = await inOrganization(organization.id, (tx) =>
      createWorkflow(tx, { name: "Timed", document: drawing(triggers) }, organization.by),
    );
    const workflow = new TimedWorkflow(organization, id);
    await workflow.publishDraft();
    return workflow;
  }

  /** Publishes another version. */
  async republish(...triggers: GraphNode[]): Promise<void> {
    const saved = await inOrganization(this.organization.id, (tx) =>
      saveDraft(
        tx,
        { workflowId: this.id, revision: this.revision, document: drawing(triggers) },
        this.organization.by,
      ),
    );
    this.revision = saved.revision;
    await this.publishDraft();
  }

  private async publishDraft(): Promise<void> {
    await inOrganization(this.organization.id, (tx) =>
      publishWorkflow(tx, { workflowId: this.id, revision: this.revision }, this.organization.by),
    );
  }

  /** Its events so far, in the order of their ids. */
  events(): Promise<{ id: string; externalId: string; body: JsonObject }[]> {
    return inOrganization(this.organization.id, async ({ db }) => {
      const events = await db.event.findMany({
        where: { endpoint: { workflowId: this.id } },
        orderBy: { externalId: "asc" },
        select: { id: true, externalId: true, body: true },
      });
      return events.map((event) => ({ ...event, body: event.body as JsonObject }));
    });
  }
}

/** A schedule with these settings, and for the rest what a new one begins with. */
export function schedule(settings: JsonObject, name = "clock"): GraphNode {
  return node(name, "schedule", { ...scheduleDefinition.defaults(), ...settings });
}

/** A threshold with these settings, and for the rest what a new one begins with. */
export function threshold(settings: JsonObject, name = "clock"): GraphNode {
  return node(name, "time-threshold", {
    ...timeThresholdDefinition.defaults(),
    timeZone: "UTC",
    ...settings,
  });
}

/** Fires until nothing is due any more. */
export async function fireAll(): Promise<void> {
  while ((await fireTriggers()) === 0);
}

function drawing(triggers: GraphNode[]): Graph {
  return { nodes: [...triggers, node("remark", "note", { text: "An example." })], edges: [] };
}
