import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/workflow/json";
import { lookupIn, referenceKey, resolveReference, sameReference } from "./reference";

const outputs = new Map<string, JsonObject>([
  ["event", { amount: 480, lines: [{ name: "first" }, { name: "second" }], note: null, "a.b": "dotted" }],
  ["find", JSON.parse('{"__proto__": {"polluted": true}, "constructor": "own"}')],
]);
const lookup = lookupIn(outputs);
const at = (from: string, ...path: string[]) => resolveReference({ from, path }, lookup);

describe("looking up a reference", () => {
  it("walks own fields and list positions", () => {
    expect(at("event", "amount")).toBe(480);
    expect(at("event", "lines", "1", "name")).toBe("second");
    expect(at("event", "a.b")).toBe("dotted");
    expect(at("event", "note")).toBeNull();
  });

  it("gives the whole output for an empty path", () => {
    expect(at("event")).toBe(outputs.get("event"));
  });

  it("finds nothing where a node was skipped, a field is absent or a path goes on past a value", () => {
    expect(at("skipped", "amount")).toBeUndefined();
    expect(at("event", "absent")).toBeUndefined();
    expect(at("event", "amount", "cents")).toBeUndefined();
    expect(at("event", "note", "text")).toBeUndefined();
  });

  it("takes only plain positions within the list", () => {
    for (const key of ["2", "-1", "01", "1.0", "1e0", " 1", "length", "at"]) {
      expect(at("event", "lines", key)).toBeUndefined();
    }
  });

  it("sees nothing that objects, lists or texts inherit", () => {
    for (const key of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(at("event", key)).toBeUndefined();
      expect(at("event", "lines", key)).toBeUndefined();
    }
    expect(at("find", "__proto__")).toBeUndefined();
    expect(at("find", "constructor")).toBe("own");
  });
});

describe("telling references apart", () => {
  it("does not confuse a path with a name that contains its separator", () => {
    expect(sameReference({ from: "event", path: ["a", "b"] }, { from: "event", path: ["a", "b"] })).toBe(
      true,
    );
    expect(sameReference({ from: "event", path: ["a", "b"] }, { from: "event", path: ["a.b"] })).toBe(false);
    expect(referenceKey({ from: "a", path: ['b","c'] })).not.toBe(
      referenceKey({ from: "a", path: ["b", "c"] }),
    );
  });
});
