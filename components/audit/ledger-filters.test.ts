import { expect, test } from "vitest";
import { filterOf } from "./ledger-filters";

const asked = (query: string, now?: number) => {
  const params = new URLSearchParams(query);
  return filterOf((name) => params.get(name), now);
};

test("an address with nothing asks for everything", () => {
  expect(Object.values(asked("")).every((value) => value === undefined)).toBe(true);
});

test("a person is told apart from a kind of actor", () => {
  const id = "0191a1b2-0000-7000-8000-000000000001";
  expect(asked(`by=${id}`)).toMatchObject({ actorId: id, actorKind: undefined });
  expect(asked("by=system")).toMatchObject({ actorId: undefined, actorKind: "system" });
});

test("a span begins at a whole hour, so that it stays the same question for a while", () => {
  const early = asked("since=7", Date.parse("2026-11-23T12:05:00Z"));
  const later = asked("since=7", Date.parse("2026-11-23T12:55:00Z"));
  expect(early.from).toEqual(new Date("2026-11-16T12:00:00Z"));
  expect(later.from).toEqual(early.from);
});

test("what is not known is left out", () => {
  expect(asked("on=nothing&run=12&since=forever")).toMatchObject({
    objectKind: undefined,
    runId: undefined,
    from: undefined,
  });
});
