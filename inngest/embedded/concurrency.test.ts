import { describe, expect, test } from "vitest";
import { type Candidate, giveTurns, readLimits, slotsOf } from "./concurrency";

const candidate = (id: string, keys: string[], most: number[], held = false): Candidate => ({
  id,
  keys,
  most,
  held,
});

describe("turns", () => {
  test("go to those who come first, until a key is held as often as it may be", () => {
    const runs = ["a", "b", "c"].map((id) => candidate(id, ["f"], [2]));
    expect(giveTurns(runs, new Map(), 10)).toEqual({ taken: ["a", "b"], blocked: [{ id: "c", key: "f" }] });
  });

  test("count what is held already", () => {
    const { taken } = giveTurns([candidate("a", ["f"], [2])], new Map([["f", 2]]), 10);
    expect(taken).toEqual([]);
  });

  test("need room in every key; who is blocked by one takes nothing of the other", () => {
    const runs = [
      candidate("a", ["f/x", "f"], [1, 2]),
      candidate("b", ["f/x", "f"], [1, 2]),
      candidate("c", ["f/y", "f"], [1, 2]),
      candidate("d", ["f/z", "f"], [1, 2]),
    ];
    expect(giveTurns(runs, new Map(), 10)).toEqual({
      taken: ["a", "c"],
      blocked: [
        { id: "b", key: "f/x" },
        { id: "d", key: "f" },
      ],
    });
  });

  test("stay with a run that is taken over from a holder that died", () => {
    expect(giveTurns([candidate("a", ["f"], [1], true)], new Map([["f", 1]]), 10).taken).toEqual(["a"]);
  });

  test("end with the room; what finds none is not blocked", () => {
    const runs = ["a", "b"].map((id) => candidate(id, ["f"], [5]));
    expect(giveTurns(runs, new Map(), 1)).toEqual({ taken: ["a"], blocked: [] });
  });
});

describe("what a run counts against", () => {
  const limits = readLimits("wf-1", [{ limit: 5 }, { key: "event.data.who.name", limit: 1 }]);
  const keysOf = (data: Record<string, unknown>) =>
    slotsOf("wf-1", limits, { name: "run", data }).map(({ key }) => key);

  test("is the function, and the value at the path, of which only a hash is kept", () => {
    const [own, all] = keysOf({ who: { name: "Ada" } });
    expect(all).toBe("wf-1");
    expect(own).not.toContain("Ada");
    expect(keysOf({ who: { name: "Ada" } })[0]).toBe(own);
    expect(keysOf({ who: { name: "Bo" } })[0]).not.toBe(own);
  });

  test("is one and the same for events without the value", () => {
    expect(keysOf({})).toEqual(keysOf({ who: "nobody" }));
  });
});

test.each([
  ["a number", 3, [{ most: 3 }]],
  ["one limit", { limit: 2, key: "event.data.key" }, [{ most: 2, path: "event.data.key" }]],
  ["none", undefined, []],
  ["a limit of 0, which is none", [{ limit: 0 }], []],
])("reads %s", (_, concurrency, limits) => {
  expect(readLimits("wf-1", concurrency)).toEqual(limits);
});

test.each([
  ["an expression", { limit: 1, key: 'event.data.a + "-"' }],
  ["a limit over functions", { limit: 1, scope: "account", key: "event.data.a" }],
  ["three limits", [{ limit: 1 }, { limit: 2 }, { limit: 3 }]],
])("refuses %s", (_, concurrency) => {
  expect(() => readLimits("wf-1", concurrency)).toThrow("The concurrency of “wf-1” must be");
});
