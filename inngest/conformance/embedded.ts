import type { Pool } from "pg";
import { z } from "zod";
import { createEmbeddedEngine } from "../embedded/engine";
import { APP, type Connection, Stage } from "./stage";

const PATIENCE_MS = 60_000;
const tokenSchema = z.object({ token: z.string() });

export type OpenStage = { stage: Stage; close(): Promise<void> };

/** The embedded engine on a database, in this process. `engines`: as many of them, as so many workers have. */
export async function openEmbedded(pool: Pool, { engines = 1, leaseMs = 10_000 } = {}): Promise<OpenStage> {
  const errors: unknown[] = [];
  const connection: Connection = {
    options: {
      isDev: true,
      baseUrl: "http://embedded.invalid",
      eventKey: "embedded",
      logger: SILENT,
      internalLogger: SILENT,
      fetch: (input: RequestInfo | URL, init?: RequestInit) => {
        const [first] = made;
        if (!first) throw new Error("The engine is not made yet.");
        return first.fetch(input, init);
      },
    },
    async register(handler) {
      const answer = await handler(
        new Request("http://127.0.0.1/api/inngest", { method: "PUT", headers: { host: "127.0.0.1" } }),
      );
      if (!answer.ok) throw new Error(await answer.text());
    },
  };
  const stage = new Stage("embedded", connection, PATIENCE_MS);
  const made = Array.from({ length: engines }, () =>
    createEmbeddedEngine({
      pool,
      handler: stage.handler,
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
