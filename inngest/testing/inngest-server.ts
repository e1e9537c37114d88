import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a worker asks of an Inngest server, written down in order, and answered as one answers. */
export class InngestServer {
  readonly asked: { path: string; body: string }[] = [];
  /** Answers every registration with a failure. */
  refusesFunctions = false;
  private server: Server | undefined;

  async up(): Promise<{ url: string }> {
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      const path = request.url ?? "";
      const isRegistration = path.startsWith("/fn/register");
      this.asked.push({ path: isRegistration ? "/fn/register" : path, body });
      const refused = isRegistration && this.refusesFunctions;
      response.writeHead(refused ? 400 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          isRegistration
            ? refused
              ? { error: "At least one function is invalid" }
              : { ok: true, modified: true }
            : { ids: ["01"], status: 200 },
        ),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.server = server;
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
