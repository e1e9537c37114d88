import { randomUUID } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { LiveMessage } from "./publish";
import { liveStream } from "./stream";
import { stopLive, subscribeLive } from "./subscribe";

afterAll(stopLive);

const change = (organizationId: string, id: string) =>
  inOrganizationFast(organizationId, async (tx) => tx.announce("runs", id));

/** Reads a stream until `wanted` stands in it. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: string): Promise<string> {
  let text = "";
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`The stream ended after: ${text}`);
    text += new TextDecoder().decode(value);
  }
  return text;
}

test("a change is heard by its own organization alone, once it has committed", async () => {
  const [mine, other] = [randomUUID(), randomUUID()];
  const heard: LiveMessage[] = [];
  const end = await subscribeLive(mine, (message) => heard.push(message));
  await change(other, "theirs");
  await expect(
    inOrganizationFast(mine, async (tx) => {
      tx.announce("runs", "rolled-back");
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await change(mine, "mine");
  await vi.waitFor(() => expect(heard).toEqual([{ organizationId: mine, topic: "runs", id: "mine" }]));
  end();
});

test("after the database connection was lost, screens are told to read everything anew", async () => {
  const organizationId = randomUUID();
  const heard: LiveMessage[] = [];
  const end = await subscribeLive(organizationId, (message) => heard.push(message));
  await pool("app").query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'handoff-listen-app' AND datname = current_database()",
  );
  await vi.waitFor(() => expect(new Set(heard.map(({ topic }) => topic)).size).toBe(7), 5_000);
  await change(organizationId, "again");
  await vi.waitFor(() => expect(heard).toContainEqual({ organizationId, topic: "runs", id: "again" }));
  end();
});

test("a browser's stream carries topics and ids, and ends with its session", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const organizationId = randomUUID();
  let allowed = true;
  const reader = liveStream(organizationId, new AbortController().signal, async () => allowed).getReader();
  await readUntil(reader, "retry: 2000");
  await vi.waitFor(async () => {
    await change(organizationId, "run-1");
    expect(await readUntil(reader, "data: ")).toContain('{"topic":"runs","id":"run-1"}');
  });
  await vi.advanceTimersByTimeAsync(20_000);
  await readUntil(reader, ": still here");
  allowed = false;
  await vi.advanceTimersByTimeAsync(60_000);
  await expect(readUntil(reader, "never")).rejects.toThrow("The stream ended");
  vi.useRealTimers();
});

test("a browser that leaves ends its stream", async () => {
  const leaving = new AbortController();
  const reader = liveStream(randomUUID(), leaving.signal, async () => true).getReader();
  await readUntil(reader, "retry");
  leaving.abort();
  await expect(readUntil(reader, "never")).rejects.toThrow("The stream ended");
});
