import { afterAll, beforeEach, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeConnection, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { readQueueHistory, type Span } from "./queue-history";
import { sampleQueues } from "./sample-queues";
import { stopSending } from "./sending";

const BY = { kind: "person", id: "00000000-0000-4000-8000-000000000001", name: "Ada" } as const;

let organization: TestOrganization;
let connectionId: string;

beforeEach(async () => {
  organization = await makeOrganization();
  connectionId = await makeConnection(organization, {
    connector: "http",
    config: { baseUrl: "http://127.0.0.1:9", writes: "send", allowedHosts: ["127.0.0.1"] },
    secret: { kind: "bearer", token: "word" },
  });
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const history = (span: Span, now?: Date) =>
  inOrganizationFast(organization.id, (tx) => readQueueHistory(tx, span, now));

/** So much waited, so many minutes before a moment. */
const waited = (now: Date, minutes: number, queued: number, oldestSeconds: number) =>
  pool("engine").query(
    `INSERT INTO queue_sample (organization_id, connection_id, at, queued, oldest_seconds)
     VALUES ($1, $2, $3, $4, $5)`,
    [organization.id, connectionId, new Date(now.getTime() - minutes * 60_000), queued, oldestSeconds],
  );

test("what waits is noted for its minute, once however often, and for nobody else", async () => {
  const run = await makeRun(organization.id);
  await inOrganizationFast(organization.id, (tx) => stopSending(tx, BY, "Wrong prices"));
  for (const name of ["one", "two"]) {
    await perform(organization.id, run, name, {
      action: "http.request",
      connectionId,
      input: { method: "POST", path: "/things", query: { name }, body: {} },
      summary: `Send ${name}`,
    });
  }
  await sampleQueues();
  await sampleQueues();
  const { bars, connections } = await history("1");
  expect(connections).toMatchObject([{ id: connectionId }]);
  const points = connections[0]?.points ?? [];
  expect(Math.max(...points.map(({ queued }) => queued))).toBe(2);
  expect(points.every(({ bar }) => bar >= bars - 2 && bar < bars)).toBe(true);
  organization = await makeOrganization();
  expect((await history("1")).connections).toEqual([]);
});

test("a bar tells the most of its time, and what lies further back is left out", async () => {
  const now = new Date("2026-03-01T10:07:30Z");
  await waited(now, 1, 5, 60);
  await waited(now, 4, 9, 30);
  await waited(now, 200, 2, 10);
  await waited(now, 24 * 60, 700, 10);
  const { from, bars, minutes, connections } = await history("24", now);
  expect({ from, bars, minutes }).toEqual({ from: new Date("2026-02-28T10:15:00Z"), bars: 96, minutes: 15 });
  expect(connections[0]?.points).toEqual([
    { bar: 82, queued: 2, oldestSeconds: 10 },
    { bar: 95, queued: 9, oldestSeconds: 60 },
  ]);
  expect((await history("1", now)).connections[0]?.points).toEqual([
    { bar: 55, queued: 9, oldestSeconds: 30 },
    { bar: 58, queued: 5, oldestSeconds: 60 },
  ]);
});

test("samples are forgotten after a week", async () => {
  const now = new Date();
  await waited(now, 6 * 24 * 60, 1, 1);
  await waited(now, 8 * 24 * 60, 1, 1);
  await sampleQueues();
  const { rows } = await pool("engine").query("SELECT 1 FROM queue_sample WHERE connection_id = $1", [
    connectionId,
  ]);
  expect(rows).toHaveLength(1);
});
