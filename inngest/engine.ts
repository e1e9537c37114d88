import { runEventName } from "@/server/db/outbox";
import { pool } from "@/server/db/pools";
import { env } from "@/server/env";
import { reportError } from "@/server/report-error";
import { APP_ID, type Client, createClient, type Transport, wantsServer } from "./client";
import { createEmbeddedEngine } from "./embedded/engine";
import type { EngineStats } from "./embedded/store";
import { giveUp } from "./give-up";
import { limitsOf } from "./limits-of";
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
  /** Sees to it that the engine knows what events of these names start: an event that comes before is lost. */
  prepareFor(eventNames: readonly string[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** How much it has to do; null where another product drives the runs and tells so itself. */
  stats(): Promise<EngineStats | null>;
  /** Whether an organization takes so much of this process just now that others would wait for it. */
  isLoud(organizationId: string): boolean;
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
    limitsOf,
    shareOf: ({ data }) => String(data?.organizationId ?? ""),
    onError: reportError,
    onRunFailed: ({ event, error }) => giveUp(event, error),
  });
  return {
    kind: "embedded",
    client: createClient(transport),
    handler: null,
    register: async () => undefined,
    prepareFor: async () => undefined,
    start: async () => embedded.start(),
    stop: async () => embedded.stop(),
    stats: () => embedded.stats(),
    isLoud: embedded.isLoud,
  };
}

function serverEngine(): Engine {
  const transport: Transport = { kind: "server" };
  const handler = createHandler(new Registry(transport));
  // Where the Inngest server reaches this worker; on one machine that is loopback.
  const origin = env().INNGEST_SERVE_ORIGIN ?? `http://127.0.0.1:${env().HANDOFF_WORKER_PORT}`;
  let known: ReadonlySet<string> = new Set();
  const register = async () => {
    known = await registerFunctions(handler, origin);
  };
  return {
    kind: "server",
    client: createClient(transport),
    handler,
    register,
    prepareFor: async (names) => {
      if (names.some((name) => name.startsWith(runEventName("")) && !known.has(name))) await register();
    },
    start: async () => undefined,
    stop: async () => undefined,
    stats: async () => null,
    isLoud: () => false,
  };
}
