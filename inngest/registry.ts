import { serve } from "inngest/edge";
import { LeastRecentlyUsed } from "@/server/least-recently-used";
import type { LoadedRun } from "@/server/runs/load-run";
import { createClient, type Transport } from "./client";
import { compileFunction, declareFunction } from "./compile-function";
import { gaveUpFunction } from "./give-up";
import { publishedWorkflows } from "./limits-of";

type Handler = (request: Request) => Promise<Response>;

/** Finds the function that a run is served by: that of the version it started with. */
export class Registry {
  private readonly handlers = new LeastRecentlyUsed<Handler>(200);
  private gaveUp: Handler | undefined;

  constructor(private readonly transport: Transport) {}

  /** The handler of the version that a run started with. */
  handlerFor(run: LoadedRun): Handler {
    // Versions never change, so replicas need to tell each other nothing.
    const { workflowId, triggerNodeId, plan } = run;
    const functionKey = `${run.versionId}/${triggerNodeId}`;
    const known = this.handlers.get(functionKey);
    if (known) return known;
    const client = createClient(this.transport);
    const handler = serve({
      client,
      functions: [compileFunction(client, { workflowId, plan, triggerNodeId })],
    });
    this.handlers.set(functionKey, handler);
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
    const functions = (await publishedWorkflows()).map((workflow) => declareFunction(client, workflow));
    return serve({ client, functions: [...functions, gaveUpFunction(client)] });
  }
}
