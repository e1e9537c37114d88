import { expect, test } from "vitest";
import { clockTime, relativeTime } from "./time";

const now = Date.parse("2026-11-23T12:00:00Z");
const at = (text: string) => relativeTime(new Date(text), now);

test("times are told relative to now", () => {
  expect(at("2026-11-23T11:59:50Z")).toBe("just now");
  expect(at("2026-11-23T11:57:00Z")).toBe("3 min ago");
  expect(at("2026-11-23T09:00:00Z")).toBe("3 h ago");
  expect(at("2026-11-22T11:00:00Z")).toBe("1 day ago");
  expect(at("2026-11-23T14:00:00Z")).toBe("in 2 h");
});

test("what is long ago is told by its date, with the year where it is another", () => {
  expect(at("2026-11-01T12:00:00Z")).toBe("1 Nov");
  expect(at("2025-11-01T12:00:00Z")).toBe("1 Nov 2025");
});

test("times of day are those of the organization", () => {
  expect(clockTime(new Date("2026-11-23T12:00:07Z"), "Europe/Berlin")).toBe("13:00:07");
});
