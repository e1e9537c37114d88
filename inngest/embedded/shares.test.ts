import { expect, test } from "vitest";
import { createShares } from "./shares";

function at(places: number) {
  const clock = { time: 0, load: 0 };
  const shares = createShares(places, { now: () => clock.time, busy: () => clock.load });
  /** As a process finds it that looks again and again. */
  const pass = (ms: number, load: number, ...active: string[]) => {
    clock.load = load;
    let most = 0;
    for (const end = clock.time + ms; clock.time < end; ) {
      clock.time += 100;
      for (const share of active) {
        shares.begin(share);
        shares.end(share);
      }
      most = shares.most();
    }
    return most;
  };
  return { shares, pass };
}

test("one that is alone has all places, however busy it keeps the process", () => {
  expect(at(24).pass(2_000, 1, "loud")).toBe(24);
});

test("several have all places while there is time to spare, as where steps wait for other systems", () => {
  expect(at(24).pass(2_000, 0.3, "loud", "quiet")).toBe(24);
});

test("several that leave no time are held to few places, and get them back one by one once there is time", () => {
  const { pass } = at(24);
  expect(pass(2_000, 1, "loud", "quiet")).toBe(1);
  expect(pass(300, 0.3, "loud", "quiet")).toBe(4);
  expect(pass(5_000, 0.3, "loud", "quiet")).toBe(24);
});

test("whoever has had nothing for a second counts no more, but for what it still holds", () => {
  const { shares, pass } = at(24);
  expect(pass(1_000, 1, "loud", "quiet")).toBe(1);
  expect(pass(1_500, 1, "loud")).toBe(24);
  shares.begin("quiet");
  expect(pass(1_500, 1, "loud")).toBe(1);
  expect(shares.held.get("quiet")).toBe(1);
});
