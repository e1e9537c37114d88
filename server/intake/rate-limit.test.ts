import { expect, test } from "vitest";
import { RateLimit } from "./rate-limit";

test("a burst has room, then as many a second as allowed, each address for itself", () => {
  const limit = new RateLimit(2, 3);
  const taken = (at: number, key = "a") => limit.take(key, at);
  expect([taken(0), taken(0), taken(0), taken(0)]).toEqual([true, true, true, false]);
  expect(taken(0, "b")).toBe(true);
  expect([taken(499), taken(500), taken(500)]).toEqual([false, true, false]);
});

test("no more addresses are remembered than allowed", () => {
  const limit = new RateLimit(1, 1, 2);
  for (const key of ["a", "b", "c"]) limit.take(key, 0);
  expect([limit.take("c", 0), limit.take("a", 0)]).toEqual([false, true]);
});
