import { expect, test } from "vitest";
import { LeastRecentlyUsed } from "./least-recently-used";

test("what was not asked for the longest goes first", () => {
  const kept = new LeastRecentlyUsed<number>(2);
  kept.set("a", 1);
  kept.set("b", 2);
  kept.get("a");
  kept.set("c", 3);
  expect([kept.get("a"), kept.get("b"), kept.get("c")]).toEqual([1, undefined, 3]);
});
