import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import type { Json } from "@/workflow/json";
import { StripePart } from "./stripe-part";

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

/** "half": done, and the answer breaks off; "nonsense": done, and answered with a page; "lie-200": a success, and not done. */
type Manner =
  | "plain"
  | "drop-before"
  | "drop-after"
  | "refuse"
  | "lie"
  | "limit"
  | "stall"
  | "half"
  | "nonsense"
  | "lie-200";

const LOSING: readonly Manner[] = ["drop-before", "drop-after", "limit", "stall", "half"];
/** What each of its parts does, by the first part of the path; whether a key that was done there is done again. */
const PARTS: { [part: string]: { honours: boolean; manners: readonly Manner[] } } = {
  // Where keys are honoured, everything may happen; where not, nothing that claims "not done" when it was.
  honours: { honours: true, manners: [...LOSING, "refuse", "lie", "nonsense"] },
  forgets: { honours: false, manners: [...LOSING, "nonsense"] },
  // What can be read back may even be lied about.
  checked: { honours: false, manners: [...LOSING, "refuse", "lie", "nonsense", "lie-200"] },
  // Keys are honoured and what was done is read back: everything may happen.
  stripe: { honours: true, manners: [...LOSING, "refuse", "lie", "nonsense", "lie-200"] },
};
const STRIPE = "/stripe";
const READING: readonly Manner[] = ["drop-before", "limit", "refuse", "stall", "half", "nonsense"];

/**
 * Another system: a real server that does things and counts them by Idempotency-Key, in memory. It drops, stalls,
 * refuses and lies in a share of requests, the same for the same seed, key and turn. Below /honours/ a key is
 * done once, whatever comes; below /forgets/ each request is done; below /checked/ too, and a GET of the same path
 * shows it. Below /stripe/ it is Stripe, and counts what it did by the action that is named on it.
 */
export class CountingStub {
  private readonly lines = new Map<string, LedgerLine>();
  private readonly counts = new Map<Manner, number>();
  /** How often each path of /checked/ was read, and what stands there. */
  private readonly reads = new Map<string, number>();
  private readonly standing = new Set<string>();
  private readonly stripe = new StripePart();
  private readonly server: Server;
  private port = 0;
  /** Out of 100 requests, how many are treated badly. */
  private meanness: number;

  constructor(
    private readonly seed: string,
    options: { meanness: number; stallMs: number },
  ) {
    this.meanness = options.meanness;
    this.server = createServer((request, response) => {
      request.on("error", () => undefined);
      void this.answer(request, response, options.stallMs);
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((ready) => this.server.listen(this.port, "127.0.0.1", ready));
    this.port = (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything it was asked for, as it counts. */
  ledger(): LedgerLine[] {
    return [...this.lines.values()].map((line) => ({ ...line }));
  }

  /** How often it misbehaved, by manner. */
  misbehaved(): { [manner: string]: number } {
    return Object.fromEntries([...this.counts].filter(([manner]) => manner !== "plain"));
  }

  /** Behaves from here on. */
  calmDown(): void {
    this.meanness = 0;
  }

  /** Goes down: connections break and are refused, until it is opened again. It forgets nothing. */
  async close(): Promise<void> {
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse, stallMs: number): Promise<void> {
    const path = request.url ?? "";
    const part = PARTS[path.split("/")[1] ?? ""] ?? { honours: false, manners: [] };
    const body = await textOf(request).catch(() => "");
    if (request.method === "GET") return this.show(path, request, response, stallMs);
    const { honours } = part;
    const asked = path.startsWith(STRIPE) ? this.stripe.read(path.slice(STRIPE.length), request, body) : null;
    const key = asked?.mark ?? String(request.headers["idempotency-key"] ?? "");
    const line = this.lines.get(key) ?? { key, honours, requests: 0, done: 0, firstAskedAt: Date.now() };
    this.lines.set(key, line);
    line.requests += 1;
    const manner = this.mannerOf(`${key}/${line.requests}`, part.manners);
    const does = !["drop-before", "limit", "refuse", "lie-200"].includes(manner);
    if (asked) {
      const { answer, isNew } = this.stripe.write(asked, does);
      if (isNew) line.done += 1;
      return this.reply(manner, request, response, { ...answer, stallMs });
    }
    if (does && (!honours || line.done === 0)) line.done += 1;
    if (does) this.standing.add(path);
    await this.reply(manner, request, response, { status: 201, body: { done: line.done }, stallMs });
  }

  private async show(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    stallMs: number,
  ): Promise<void> {
    const turn = (this.reads.get(path) ?? 0) + 1;
    this.reads.set(path, turn);
    const manner = this.mannerOf(`${path}/${turn}`, READING);
    const there = this.standing.has(path);
    const own: Json = there ? { state: "done" } : {};
    const answer = path.startsWith(STRIPE)
      ? this.stripe.show(path.slice(STRIPE.length), request)
      : { status: there ? 200 : 404, body: own };
    await this.reply(manner, request, response, { ...answer, stallMs });
  }

  private async reply(
    manner: Manner,
    request: IncomingMessage,
    response: ServerResponse,
    { status, body, stallMs }: { status: number; body: Json; stallMs: number },
  ): Promise<void> {
    if (manner === "drop-before" || manner === "drop-after") return void request.socket.destroy();
    if (manner === "limit") return void response.writeHead(429, { "retry-after": "1" }).end();
    if (manner === "refuse") return void response.writeHead(503).end();
    if (manner === "lie") return void response.writeHead(500).end();
    if (manner === "nonsense") {
      return void response.writeHead(status, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
    }
    const text = JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    if (manner === "half") {
      response.writeHead(status, headers);
      return void response.write(text.slice(0, 1), () => request.socket.destroy());
    }
    if (manner === "stall") await new Promise((resolve) => setTimeout(resolve, stallMs));
    response.writeHead(status, headers).end(text);
  }

  private mannerOf(turn: string, manners: readonly Manner[]): Manner {
    const drawn = createHash("sha256").update(`${this.seed}/${turn}`).digest();
    const mean = drawn.readUInt16BE(0) % 100 < this.meanness;
    const manner = (mean && manners[drawn.readUInt16BE(2) % manners.length]) || "plain";
    this.counts.set(manner, (this.counts.get(manner) ?? 0) + 1);
    return manner;
  }
}
