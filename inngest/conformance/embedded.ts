import { AsyncLocalStorage } from "node:async_hooks";
import type { Pool } from "pg";
import { z } from "zod";
import { createEmbeddedEngine, type EmbeddedEngine } from "../embedded/engine";
import { APP, type Connection, Stage } from "./stage";

const ADDRESS = "http://127.0.0.1/api/inngest";
const PATIENCE_MS = 60_000;
const tokenSchema = z.object({ token: z.string() });

export type OpenStage = { stage: Stage; close(): Promise<void> };

/** The embedded engine on a database, in this process. `engines`: as many of them, as so many workers have. */
export async function openEmbedded(pool: Pool, { engines = 1, leaseMs = 10_000 } = {}): Promise<OpenStage> {
  const errors: unknown[] = [];
  // A function that an engine calls speaks with that engine, as in a process of its own.
  const calling = new AsyncLocalStorage<() => EmbeddedEngine | undefined>();
  const connection: Connection = {
    options: {
      isDev: true,
      baseUrl: "http://embedded.invalid",
      eventKey: "embedded",
      logger: SILENT,
      internalLogger: SILENT,
      fetch: (input: RequestInfo | URL, init?: RequestInit) => {
        const engine = calling.getStore()?.() ?? made[0];
        if (!engine) throw new Error("The engine is not made yet.");
        return engine.fetch(input, init);
      },
    },
    async register(handler) {
      for (const engine of made) {
        const answer = await calling.run(
          () => engine,
          () => handler(new Request(ADDRESS, { method: "PUT", headers: { host: "127.0.0.1" } })),
        );
        if (!answer.ok) throw new Error(await answer.text());
      }
    },
  };
  const stage = new Stage("embedded", connection, PATIENCE_MS);
  const made: EmbeddedEngine[] = Array.from({ length: engines }, (_, at) =>
    createEmbeddedEngine({
      pool,
      handler: (request) =>
        calling.run(
          () => made[at],
          () => stage.handler(request),
        ),
      appId: APP,
      leaseMs,
      onError: (error) => void errors.push(error),
      onRunFailed: async ({ event, error }) => {
        stage.noteFailure(tokenSchema.parse(event.data).token, error);
      },
    }),
  );
  for (const engine of made) await engine.start();
  return {
    stage,
    async close() {
      await Promise.all(made.map((engine) => engine.stop()));
      if (errors.length > 0) throw new AggregateError(errors, `The engine met errors: ${errors.join("; ")}`);
    },
  };
}

const nothing = () => undefined;
export const SILENT = { info: nothing, warn: nothing, error: nothing, debug: nothing };
