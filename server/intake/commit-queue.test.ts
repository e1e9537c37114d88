import { expect, test } from "vitest";
import { CommitQueue, type QueueBounds } from "./commit-queue";

const BOUNDS: QueueBounds = {
  perOrganization: 100,
  total: 1_000,
  atOnce: 1,
  atOncePerOrganization: 1,
  waitAtMostMs: 5_000,
};

/** Work that ends when told to, and what was started so far. */
function bench(bounds: Partial<QueueBounds> = {}, now?: () => number) {
  const queue = new CommitQueue({ ...BOUNDS, ...bounds }, now);
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const submit = (name: string) =>
    queue.submit(name.charAt(0), () => {
      started.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  const settle = async () => {
    for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve));
  };
  const endOne = async () => {
    await settle();
    ends.shift()?.();
    await settle();
  };
  return { queue, started, submit, settle, endOne };
}

test("one organization's flood does not keep the others waiting: everybody has turns", async () => {
  const { started, submit, endOne } = bench();
  for (let count = 1; count <= 5; count++) void submit(`a${count}`);
  void submit("b1");
  void submit("c1");
  void submit("b2");
  for (let count = 0; count < 8; count++) await endOne();
  expect(started).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4", "a5"]);
});

test("one organization never takes every place", async () => {
  const { started, submit, settle } = bench({ atOnce: 3, atOncePerOrganization: 2 });
  for (let count = 1; count <= 5; count++) void submit(`a${count}`);
  await settle();
  expect(started).toEqual(["a1", "a2"]);
  void submit("b1");
  await settle();
  expect(started).toEqual(["a1", "a2", "b1"]);
});

test("a line that is full is told to slow down while another organization is still taken", async () => {
  const { submit, endOne, queue } = bench({ perOrganization: 2 });
  const all = ["a1", "a2"].map(submit);
  await expect(submit("a3")).rejects.toMatchObject({ status: 429, retryAfterSeconds: 1 });
  const other = submit("b1");
  expect(queue.depth).toBe(3);
  for (let count = 0; count < 3; count++) await endOne();
  expect(await Promise.all([...all, other])).toEqual(["a1", "a2", "b1"]);
  expect(queue.depth).toBe(0);
});

test("when all lines together are full everybody is told to come back", async () => {
  const { submit } = bench({ total: 2 });
  for (const name of ["a1", "b1"]) void submit(name);
  await expect(submit("c1")).rejects.toMatchObject({ status: 503, retryAfterSeconds: 5 });
});

test("what waited too long is refused and never started, so that it is not kept after its sender was told no", async () => {
  let now = 0;
  const { started, submit, settle, endOne } = bench({}, () => now);
  void submit("a1");
  await settle();
  const late = submit("a2").catch((error: unknown) => error);
  now = 5_001;
  await endOne();
  expect(await late).toMatchObject({ status: 503 });
  expect(started).toEqual(["a1"]);
});

test("work that fails fails for its sender alone, and makes room", async () => {
  const queue = new CommitQueue(BOUNDS);
  const failed = queue.submit("a", () => Promise.reject(new Error("no disk")));
  const kept = queue.submit("a", () => Promise.resolve("kept"));
  await expect(failed).rejects.toThrow("no disk");
  expect(await kept).toBe("kept");
});

test("starting work makes room for the process's connections: what takes long does not start all at once", async () => {
  const queue = new CommitQueue({ ...BOUNDS, atOnce: 100, atOncePerOrganization: 100 });
  let started = 0;
  const busy = async () => {
    started += 1;
    const until = performance.now() + 10;
    while (performance.now() < until);
  };
  const all = Array.from({ length: 5 }, () => queue.submit("a", busy));
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toBe(1);
  await Promise.all(all);
  expect(started).toBe(5);
});
