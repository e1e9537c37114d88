import { vi } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { acceptEvent } from "@/server/intake/accept-event";
import type { TestWorkflow } from "@/server/testing/workflow";
import type { JsonObject } from "@/workflow/json";
import { createEngine } from "../engine";
import { startWork } from "../work";

/** A worker in the test's process: engine, relay, router, drain, as the real one has them. */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  return startWork(createEngine());
}

/** An event arrives. @returns its id */
export async function arrive(workflow: TestWorkflow, body: JsonObject, trigger = "start"): Promise<string> {
  const endpoint = workflow.endpoints[trigger];
  if (!endpoint) throw new Error(`The workflow has no trigger “${trigger}”.`);
  const { organizationId } = workflow;
  const { eventId } = await acceptEvent({
    organizationId,
    endpointId: endpoint.id,
    workflowName: "Example",
    body,
  });
  return eventId;
}

export type SeenRun = { id: string; status: string; reason: string; ports: { [nodeId: string]: string } };

/** The newest run of an event, with the ports its nodes settled on. Null until it was routed. */
export function readRun(workflow: TestWorkflow, eventId: string): Promise<SeenRun | null> {
  return inOrganization(workflow.organizationId, async ({ db }) => {
    const run = await db.run.findFirst({
      where: { eventId },
      orderBy: { attempt: "desc" },
      include: { steps: true },
    });
    if (!run) return null;
    const settled = run.steps.flatMap(({ nodeId, item, port }) =>
      port === null || item !== "" ? [] : [[nodeId, port]],
    );
    return { id: run.id, status: run.status, reason: run.reason, ports: Object.fromEntries(settled) };
  });
}

/** Resolves with the run once it looks as wanted. */
export function untilRun(
  workflow: TestWorkflow,
  eventId: string,
  wanted: (run: SeenRun) => void,
  timeout = 15_000,
): Promise<SeenRun> {
  return vi.waitFor(
    async () => {
      const run = await readRun(workflow, eventId);
      if (!run) throw new Error("There is no run yet.");
      wanted(run);
      return run;
    },
    { timeout, interval: 50 },
  );
}
