import { expect, test } from "vitest";
import { Batches } from "./batches";

/** Keeps nothing until told to; remembers what came together. */
function gated() {
  const kept: string[][] = [];
  const gates: (() => void)[] = [];
  const batches = new Batches<string, string>(async (organizationId, items) => {
    kept.push([...items]);
    await new Promise<void>((open) => gates.push(open));
    if (items.includes("bad")) throw Object.assign(new Error("cannot be stored"), { code: "22P05" });
    if (items.includes("down")) throw new Error("connection lost");
    return items.map((item) => `${organizationId}/${item}`);
  });
  const open = async () => {
    for (let turn = 0; turn < 50; turn++) {
      for (const gate of gates.splice(0)) gate();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  return { batches, kept, open };
}

test("what arrives while two commits are under way shares the next one, and each gets its own answer", async () => {
  const { batches, kept, open } = gated();
  const answers = ["a", "b", "c", "d", "e"].map((item) => batches.submit("org", item, 1));
  await open();
  expect(await Promise.all(answers)).toEqual(["org/a", "org/b", "org/c", "org/d", "org/e"]);
  expect(kept).toEqual([["a"], ["b"], ["c", "d", "e"]]);
});

test("one organization's items never stand in another's transaction", async () => {
  const { batches, kept, open } = gated();
  const answers = [batches.submit("one", "a", 1), batches.submit("two", "b", 1)];
  await open();
  expect(await Promise.all(answers)).toEqual(["one/a", "two/b"]);
  expect(kept).toEqual([["a"], ["b"]]);
});

test("what cannot be stored fails alone; what came with it is kept", async () => {
  const { batches, open } = gated();
  const answers = ["a", "b", "c", "bad", "d"].map((item) => batches.submit("org", item, 1));
  const settled = Promise.allSettled(answers);
  await open();
  expect((await settled).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
});

test("a database that does not answer fails all that came together, once", async () => {
  const { batches, kept, open } = gated();
  const answers = ["a", "b", "c", "down"].map((item) => batches.submit("org", item, 1));
  const settled = Promise.allSettled(answers);
  await open();
  expect((await settled).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  expect(kept).toHaveLength(3);
});

test("a transaction stays small: large bodies do not pile up in it", async () => {
  const { batches, kept, open } = gated();
  const answers = ["a", "b", "c", "d", "e"].map((item) => batches.submit("org", item, 600_000));
  await open();
  await Promise.all(answers);
  expect(kept).toEqual([["a"], ["b"], ["c"], ["d"], ["e"]]);
});
