import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { pool } from "@/server/db/pools";
import type { Standing } from "./shares";
import { createStore } from "./store";

const store = createStore(pool("engine"));
const LEASE_MS = 10_000;

beforeEach(() => pool("engine").query("UPDATE engine.run SET status = 'finished'"));

/** Runs that are due, the earlier ones first. */
async function due(share: string, ...names: string[]) {
  for (const name of names) {
    const event = { name: "handoff/run.w", id: `${share}-${name}-${randomUUID()}`, data: { name } };
    await store.startRuns([{ functionId: "wf-w", event, share }]);
  }
}
const claim = async (count: number, ...standings: Standing[]) =>
  (await store.claim(randomUUID(), count, LEASE_MS, standings))
    .map(({ event }) => event.data?.name)
    .toSorted();

test("of everybody who has work the first is taken, then of each the second, whoever came before", async () => {
  await due("loud", "l1", "l2", "l3", "l4", "l5");
  await due("quiet", "q1");
  await due("other", "o1", "o2");
  expect(await claim(3)).toEqual(["l1", "o1", "q1"]);
  expect(await claim(3)).toEqual(["l2", "l3", "o2"]);
});

test("what a share holds already counts, and none gets more than it may have", async () => {
  await due("loud", "l1", "l2", "l3");
  await due("quiet", "q1", "q2");
  expect(await claim(1, { share: "loud", held: 3, most: 24 })).toEqual(["q1"]);
  expect(await claim(5, { share: "loud", held: 2, most: 3 })).toEqual(["l1", "q2"]);
  expect(await claim(5, { share: "loud", held: 3, most: 3 })).toEqual([]);
});

test("a run whose moment has come is its share's like one that is woken", async () => {
  await due("loud", "l1", "l2", "l3");
  await due("quiet", "q1");
  await pool("engine").query(
    "UPDATE engine.run SET status = 'waiting' WHERE share = 'quiet' AND status = 'due'",
  );
  expect(await claim(2)).toEqual(["l1", "q1"]);
});

test("several processes take different runs, and none twice", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
  await due("loud", ...names);
  const taken = (await Promise.all(Array.from({ length: 5 }, () => claim(8)))).flat();
  expect(new Set(taken).size).toBe(taken.length);
  for (let more = await claim(8); more.length > 0; more = await claim(8)) taken.push(...more);
  expect(taken.toSorted()).toEqual(names.toSorted());
});
