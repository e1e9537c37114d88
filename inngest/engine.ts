import { pool } from "@/server/db/pools";
import { env } from "@/server/env";
import { reportError } from "@/server/report-error";
import { finishRun } from "@/server/runs/finish-run";
import { APP_ID, type Client, createClient, type Transport, wantsServer } from "./client";
import { startSchema } from "./compile-function";
import { createEmbeddedEngine } from "./embedded/engine";
import { registerFunctions } from "./register-functions";
import { Registry } from "./registry";
import { createHandler } from "./serve";

/** What drives the functions. Nothing above this file knows which of the two it is. */
export type Engine = {
  kind: "embedded" | "server";
  /** Sends events. */
  client: Client;
  /** Serves /api/inngest; null where calls come from within the process and must not come from elsewhere. */
  handler: ((request: Request) => Promise<Response>) | null;
  /** Tells the engine which functions there are; the embedded one finds them by itself. */
  register(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** The engine that the settings ask for. @throws EngineSettingsError */
export function createEngine(): Engine {
  return wantsServer() ? serverEngine() : embeddedEngine();
}

function embeddedEngine(): Engine {
  const transport: Transport = { kind: "embedded", fetch: (...call) => embedded.fetch(...call) };
  const handler = createHandler(new Registry(transport));
  const embedded = createEmbeddedEngine({
    pool: pool("engine"),
    handler,
    appId: APP_ID,
    onError: reportError,
    // The engine gave up on the function itself: the run must not look as if it went on.
    onRunFailed: async ({ event, error }) => {
      const run = startSchema.safeParse(event.data);
      reportError(new Error(`The engine gave up on a run: ${error}`));
      if (run.success) await finishRun({ ...run.data, faulty: true });
    },
  });
  return {
    kind: "embedded",
    client: createClient(transport),
    handler: null,
    register: async () => undefined,
    start: async () => embedded.start(),
    stop: async () => embedded.stop(),
  };
}

function serverEngine(): Engine {
  const transport: Transport = { kind: "server" };
  const handler = createHandler(new Registry(transport));
  // Where the Inngest server reaches this worker; on one machine that is loopback.
  const origin = process.env.INNGEST_SERVE_ORIGIN || `http://127.0.0.1:${env().HANDOFF_WORKER_PORT}`;
  return {
    kind: "server",
    client: createClient(transport),
    handler,
    register: () => registerFunctions(handler, origin),
    start: async () => undefined,
    stop: async () => undefined,
  };
}
