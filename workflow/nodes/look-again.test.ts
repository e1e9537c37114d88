import { expect, it } from "vitest";
import { LONGEST_LOOK_MS, lookAgain } from "./look-again";
import { surroundings } from "./testing";

const begun = new Date("2026-03-01T10:00:00Z");
const next = (passedMs: number, forMs: number) => {
  const { services } = surroundings({}, { begun, now: new Date(begun.getTime() + passedMs) });
  const look = lookAgain(services, forMs, "Not yet");
  return look && new Date(look.at).getTime() - begun.getTime();
};

it("looks often at first, then ever less often, and for the last time at the end", () => {
  expect(next(0, 60_000)).toBe(2_000);
  expect(next(20_000, 60_000)).toBe(25_000);
  expect(next(55_000, 60_000)).toBe(60_000);
  expect(next(60_000, 60_000)).toBeNull();
});

it("looks at least once an hour, and seldom enough for an engine that counts steps", () => {
  let looks = 0;
  for (let at: number | null = 0, last = 0; at !== null; looks += 1) {
    expect(at - last).toBeLessThanOrEqual(3_600_000);
    last = at;
    at = next(at, LONGEST_LOOK_MS);
  }
  expect(looks).toBeLessThan(800);
});

it("does not look again where it is to look once", () => {
  expect(next(0, 0)).toBeNull();
});
