import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the stub did for one key. Times in milliseconds since 1970. */
export type LedgerLine = {
  key: string;
  /** Whether a key that was done is not done again. */
  honours: boolean;
  requests: number;
  /** How often it was really done. */
  done: number;
  firstAskedAt: number;
};

type Manner = "plain" | "drop-before" | "drop-after" | "refuse" | "lie" | "limit" | "stall";

/** Where keys are honoured, everything may happen; where not, nothing that claims "not done" when it was. */
const HONOURING: readonly Manner[] = ["drop-before", "drop-after", "refuse", "lie", "limit", "stall"];
const FORGETFUL: readonly Manner[] = ["drop-before", "drop-after", "limit", "stall"];

/**
 * Another system: a real server that does things and counts them by Idempotency-Key, in memory. It drops, stalls,
 * refuses and lies in a share of requests, the same for the same seed, key and turn. Below /honours/ a key is
 * done once, whatever comes; below /forgets/ each request is done.
 */
export class CountingStub {
  private readonly lines = new Map<string, LedgerLine>();
  private readonly server: Server;
  /** Out of 100 requests, how many are treated badly. */
  private meanness: number;

  constructor(
    private readonly seed: string,
    options: { meanness: number; stallMs: number },
  ) {
    this.meanness = options.meanness;
    this.server = createServer((request, response) => {
      request.resume();
      request.on("error", () => undefined);
      void this.answer(request, response, options.stallMs);
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Everything it was asked for, as it counts. */
  ledger(): LedgerLine[] {
    return [...this.lines.values()].map((line) => ({ ...line }));
  }

  /** Behaves from here on. */
  calmDown(): void {
    this.meanness = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse, stallMs: number): Promise<void> {
    const honours = request.url?.startsWith("/honours/") ?? false;
    const key = String(request.headers["idempotency-key"] ?? "");
    const line = this.lines.get(key) ?? { key, honours, requests: 0, done: 0, firstAskedAt: Date.now() };
    this.lines.set(key, line);
    line.requests += 1;
    const manner = this.mannerOf(line);
    if (manner === "drop-before") return void request.socket.destroy();
    if (manner === "limit") return void response.writeHead(429, { "retry-after": "1" }).end();
    if (manner === "refuse") return void response.writeHead(503).end();
    if (!honours || line.done === 0) line.done += 1;
    if (manner === "drop-after") return void request.socket.destroy();
    if (manner === "lie") return void response.writeHead(500).end();
    if (manner === "stall") await new Promise((resolve) => setTimeout(resolve, stallMs));
    response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ done: line.done }));
  }

  private mannerOf({ key, honours, requests }: LedgerLine): Manner {
    const drawn = createHash("sha256").update(`${this.seed}/${key}/${requests}`).digest();
    if (drawn.readUInt16BE(0) % 100 >= this.meanness) return "plain";
    const manners = honours ? HONOURING : FORGETFUL;
    return manners[drawn.readUInt16BE(2) % manners.length] ?? "plain";
  }
}
