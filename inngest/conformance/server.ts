import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serveEndpoint } from "inngest/node";
import { serverFetch } from "../server-fetch";
import { type OpenStage, SILENT } from "./embedded";
import { Stage } from "./stage";

/** Its attempts come 15 seconds to minutes apart. */
const PATIENCE_MS = 240_000;

/** Where an Inngest server is, and how it reaches us. */
export type ServerSettings = {
  baseUrl: string;
  eventKey: string;
  signingKey: string;
  /** The port to be called at, on loopback; 0 for any. */
  port: number;
  /** The address in front of that port, where the server is on another machine. */
  origin?: string;
};

/** An Inngest server, with the functions served over HTTP and each call signed, as in production. */
export async function openServer(settings: ServerSettings): Promise<OpenStage> {
  const { baseUrl, eventKey, signingKey } = settings;
  let origin = settings.origin ?? "";
  const stage = new Stage(
    "server",
    {
      options: {
        isDev: false,
        baseUrl,
        eventKey,
        signingKey,
        logger: SILENT,
        internalLogger: SILENT,
        fetch: serverFetch,
      },
      async register(handler) {
        const answer = await handler(
          new Request(`${origin}/api/inngest`, { method: "PUT", headers: { host: new URL(origin).host } }),
        );
        if (!answer.ok) throw new Error(`The server did not take the functions: ${await answer.text()}`);
      },
    },
    PATIENCE_MS,
  );
  const server = createServer(serveEndpoint(stage.handler));
  server.listen(settings.port, "127.0.0.1");
  await once(server, "listening");
  origin ||= `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    stage,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
