import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeServers, listening, sendEvent, sendTo } from "@/server/testing/intake";
import { makeWorkflow, node, type TestEndpoint } from "@/server/testing/workflow";
import { limits, setLimits } from "./limits";
import { createIntakeServer } from "./server";

/** Stands between the product and Postgres, so that the way there can be cut or fall silent. */
class Line {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((near) => {
    const far = connect({ host: this.far.hostname, port: Number(this.far.port) });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
    if (this.silent) this.fallSilent();
  });
  private port = 0;
  private silent = false;

  constructor(private readonly far: URL) {}

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  /** Every connection breaks and none is taken. */
  cut(): void {
    this.server.close();
    this.reset();
  }

  /** Every connection breaks; new ones are taken. */
  reset(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections stand, and nothing comes through: a server that was stopped. */
  fallSilent(): void {
    this.silent = true;
    for (const socket of this.sockets) socket.pause();
  }

  speak(): void {
    this.silent = false;
    for (const socket of this.sockets) socket.resume();
  }
}

let line: Line;
let owner: pg.Client;
let database: string;
let intake: Server;
let hook: TestEndpoint;
const organizationId = randomUUID();

beforeAll(async () => {
  const direct = new URL(process.env.DATABASE_URL ?? "");
  database = direct.pathname.slice(1);
  owner = new pg.Client({ connectionString: direct.href });
  await owner.connect();
  line = new Line(direct);
  const port = await line.open();
  for (const variable of ["HANDOFF_APP_DATABASE_URL", "HANDOFF_ENGINE_DATABASE_URL"]) {
    const url = new URL(process.env[variable] ?? "");
    url.hostname = "127.0.0.1";
    url.port = String(port);
    // A socket would lead past the line.
    url.searchParams.delete("host");
    process.env[variable] = url.href;
  }
  intake = createIntakeServer(1);
  await listening(intake);
  const config = { fields: [], idField: "", subjectField: "" };
  const made = await makeWorkflow(organizationId, { nodes: [node("hook", "webhook", config)], edges: [] });
  if (!made.endpoints.hook) throw new Error("The workflow has no address.");
  hook = made.endpoints.hook;
});
afterAll(async () => {
  closeServers(intake);
  await closePrisma();
  line.cut();
  await owner.end();
});
beforeEach(() => vi.spyOn(process.stderr, "write").mockReturnValue(true));
afterEach(() => {
  vi.restoreAllMocks();
  setLimits();
});

const send = (id: string) => sendEvent(intake, hook, '{"name": "Ada"}', { id });
const ready = async () => (await sendTo(intake, "/health/ready", { method: "GET" })).status;
const kept = (externalId: string) =>
  inOrganization(organizationId, ({ db }) => db.event.count({ where: { externalId } }));

/** A 503 that says when to come back while it lasts; afterwards the same event is taken, once. */
async function refusesAndRecovers(id: string, mend: () => Promise<unknown>): Promise<void> {
  const refused = await send(id);
  expect({ status: refused.status, retry: refused.headers["retry-after"] }).toEqual({
    status: 503,
    retry: "5",
  });
  await mend();
  await vi.waitFor(async () => expect((await send(id)).status).toBeLessThan(300), {
    timeout: 15_000,
    interval: 100,
  });
  expect(await kept(id)).toBe(1);
}

describe("nothing is acknowledged while the database", () => {
  test("cannot be reached", async () => {
    line.cut();
    expect(await ready()).toBe(503);
    await refusesAndRecovers("cut", () => line.open());
    expect(await ready()).toBe(200);
  });

  test("breaks every connection, as when it starts again", async () => {
    const answers = Promise.all(Array.from({ length: 30 }, (_, at) => send(`reset-${at}`)));
    line.reset();
    for (const { status } of await answers) expect([200, 202, 503]).toContain(status);
    const all = await answers;
    for (const [at, { status }] of all.entries()) {
      // What was acknowledged is there; what was not may be, and is known when it comes again.
      if (status < 300) expect(await kept(`reset-${at}`)).toBe(1);
      else await vi.waitFor(async () => expect((await send(`reset-${at}`)).status).toBeLessThan(300));
    }
  });

  test("falls silent: the sender hears so in time", async () => {
    setLimits({ ...limits(), commitWithinMs: 500 });
    line.fallSilent();
    await refusesAndRecovers("silent", async () => {
      line.speak();
      setLimits();
    });
  });

  test("has no room left on its disk", async () => {
    await owner.query(`
      CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION full_disk()`);
    await refusesAndRecovers("full", () => owner.query("DROP TRIGGER full_disk ON event"));
  });

  test("takes no writes", async () => {
    await owner.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
    line.reset();
    await vi.waitFor(async () => expect(await ready()).toBe(503));
    await refusesAndRecovers("read-only", async () => {
      await owner.query("SET default_transaction_read_only = off");
      await owner.query(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
      line.reset();
    });
  });

  test("takes no more connections", async () => {
    await owner.query(`ALTER DATABASE ${database} CONNECTION LIMIT 0`);
    line.reset();
    await vi.waitFor(async () => expect(await ready()).toBe(503));
    await refusesAndRecovers("crowded", () => owner.query(`ALTER DATABASE ${database} CONNECTION LIMIT -1`));
  });
});
