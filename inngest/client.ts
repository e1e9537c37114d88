import { Inngest } from "inngest";
import { env } from "@/server/env";
import { reportError } from "@/server/report-error";
import { CallMiddleware } from "./call";
import type { EmbeddedEngine } from "./embedded/engine";
import { serverFetch } from "./server-fetch";

export const APP_ID = "handoff";

/** How functions and events reach the engine: in process, or over HTTP. */
export type Transport = { kind: "embedded"; fetch: EmbeddedEngine["fetch"] } | { kind: "server" };

/** Handoff was started with half of what an Inngest server needs: set the variable that the message names. */
class EngineSettingsError extends Error {
  override name = "EngineSettingsError";
}

/** Whether an Inngest server was asked for. @throws EngineSettingsError when a key of it is missing. */
export function wantsServer(): boolean {
  const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = env();
  if (!INNGEST_BASE_URL && !INNGEST_EVENT_KEY) return false;
  if (!INNGEST_EVENT_KEY || !INNGEST_SIGNING_KEY) {
    throw new EngineSettingsError(
      `Set ${INNGEST_EVENT_KEY ? "INNGEST_SIGNING_KEY" : "INNGEST_EVENT_KEY"} to use the Inngest server, or unset the INNGEST_ variables to use the embedded engine.`,
    );
  }
  return true;
}

/**
 * A client of the engine. A client keeps every function made with it, so whatever makes functions takes a
 * client of its own and lets go of both together.
 */
export function createClient(transport: Transport) {
  const shared = { id: APP_ID, logger: LOGGER, internalLogger: LOGGER, middleware: [CallMiddleware] };
  if (transport.kind === "embedded") {
    // Signatures are off in this mode, which is safe only because the handler is never exposed.
    return new Inngest({
      ...shared,
      isDev: true,
      baseUrl: "http://embedded.invalid",
      eventKey: "embedded",
      fetch: transport.fetch,
    });
  }
  const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = env();
  return new Inngest({
    ...shared,
    isDev: false,
    baseUrl: INNGEST_BASE_URL,
    eventKey: INNGEST_EVENT_KEY,
    signingKey: INNGEST_SIGNING_KEY,
    fetch: serverFetch,
  });
}

export type Client = ReturnType<typeof createClient>;

/** Only what went wrong, into the process's log. */
const LOGGER = {
  info: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  error: (...parts: unknown[]) => {
    const error = parts.map(errorIn).find((found) => found !== undefined);
    reportError(
      error ??
        new Error(parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ")),
    );
  },
};

/** What the SDK logs is an error, or an object around one. */
function errorIn(part: unknown): Error | undefined {
  if (part instanceof Error) return part;
  return typeof part === "object" && part !== null && "err" in part ? errorIn(part.err) : undefined;
}
