import { expect, it } from "vitest";
import { PARTS, readSettings } from "./settings.mjs";

it("measures every part unless some are named", () => {
  expect(readSettings([]).parts).toEqual(PARTS);
  expect(readSettings(["--only", "acks, latency"]).parts).toEqual(["acks", "latency"]);
});

it("adds a million runs only where that was asked for", () => {
  expect(readSettings([]).large).toBe(false);
  expect(readSettings(["--large"])).toMatchObject({ large: true, largeRuns: 1_000_000 });
  expect(readSettings(["--only", "large"]).large).toBe(true);
});

it("says what it does not understand", () => {
  expect(() => readSettings(["--only", "speed"])).toThrow('There is no part "speed"');
  expect(() => readSettings(["--seconds", "soon"])).toThrow("--seconds");
  expect(() => readSettings(["--fast"])).toThrow("npm run bench");
});
