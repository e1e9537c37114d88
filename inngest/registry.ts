import { serve } from "inngest/edge";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { planOf } from "@/server/runs/plan-cache";
import { createClient, type Transport } from "./client";
import { compileFunction, declareFunction } from "./compile-function";
import { gaveUpFunction } from "./give-up";
import { LeastRecentlyUsed } from "./least-recently-used";

type Handler = (request: Request) => Promise<Response>;

/** Which function a run is served by. Both ids never change, so replicas need to tell each other nothing. */
type Pinned = { organizationId: string; workflowId: string; versionId: string; triggerNodeId: string };

/** Finds the function that a run is served by: that of the version it started with. */
export class Registry {
  private readonly pins = new LeastRecentlyUsed<Pinned>(10_000);
  private readonly handlers = new LeastRecentlyUsed<Handler>(200);
  private gaveUp: Handler | undefined;

  constructor(private readonly transport: Transport) {}

  /** @returns null when there is no such run. @throws when the database does not answer. */
  async handlerFor(run: { runId: string; organizationId: string }): Promise<Handler | null> {
    const pinned = this.pins.get(run.runId) ?? (await readPin(run));
    if (!pinned || pinned.organizationId !== run.organizationId) return null;
    this.pins.set(run.runId, pinned);
    const key = `${pinned.versionId}/${pinned.triggerNodeId}`;
    const known = this.handlers.get(key);
    if (known) return known;
    const { plan } = await inOrganizationFast(pinned.organizationId, (tx) => planOf(tx, pinned.versionId));
    const client = createClient(this.transport);
    const { workflowId, triggerNodeId } = pinned;
    const handler = serve({
      client,
      functions: [compileFunction(client, { workflowId, plan, triggerNodeId })],
    });
    this.handlers.set(key, handler);
    return handler;
  }

  /** Serves the one function that hears of runs the engine gave up on. */
  gaveUpHandler(): Handler {
    if (this.gaveUp) return this.gaveUp;
    const client = createClient(this.transport);
    this.gaveUp = serve({ client, functions: [gaveUpFunction(client)] });
    return this.gaveUp;
  }

  /**
   * Serves the whole list with its triggers, read now: a registration replaces what the engine knew, so a
   * partial list would end the workflows that are missing. @throws when the database does not answer.
   */
  async listHandler(): Promise<Handler> {
    const client = createClient(this.transport);
    const functions = (await publishedWorkflows()).map((id) => declareFunction(client, id));
    return serve({ client, functions: [...functions, gaveUpFunction(client)] });
  }
}

/** The ids of the workflows of all organizations that can be started. */
export async function publishedWorkflows(): Promise<string[]> {
  const { rows } = await pool("engine").query<{ id: string }>(
    "SELECT id FROM workflow WHERE published_version_id IS NOT NULL ORDER BY id",
  );
  return rows.map(({ id }) => id);
}

async function readPin({
  runId,
  organizationId,
}: {
  runId: string;
  organizationId: string;
}): Promise<Pinned | null> {
  const [row] = await inOrganizationFast(organizationId, (tx) =>
    tx.query<Omit<Pinned, "organizationId">>(
      `SELECT workflow_id AS "workflowId", version_id AS "versionId", trigger_node_id AS "triggerNodeId"
       FROM run WHERE id = $1::uuid`,
      [runId],
    ),
  );
  return row ? { organizationId, ...row } : null;
}
