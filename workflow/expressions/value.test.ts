import { describe, expect, it } from "vitest";
import { lookupIn } from "./reference";
import type { Reference, Segment } from "./schema";
import { joinSegments, segmentsToPlain, textValue } from "./text";
import { DEFAULT_FORMATTING, evaluateMapping, evaluateValue } from "./value";

const lookup = lookupIn(
  new Map([
    [
      "event",
      {
        name: "Dana",
        amount: "1480.5",
        blank: " ",
        none: null,
        at: "2026-05-01T23:30:00Z",
        day: "2026-05-01",
      },
    ],
  ]),
);
const field = (key: string): Reference => ({ from: "event", path: [key] });
const part = (key: string, more: object = {}): Segment => ({
  kind: "reference",
  reference: field(key),
  ...more,
});
const text = (...segments: Segment[]) =>
  evaluateValue({ kind: "text", segments }, lookup, {
    locale: "en",
    timeZone: "Europe/Berlin",
    currency: "EUR",
  });

describe("a value", () => {
  it("keeps the type of a constant and of what it refers to", () => {
    const list = ["a", 1, null];
    expect(evaluateValue({ kind: "literal", value: list }, lookup, DEFAULT_FORMATTING).value).toEqual(list);
    const reference = (key: string) =>
      evaluateValue({ kind: "reference", reference: field(key), fallback: 7 }, lookup, DEFAULT_FORMATTING);
    expect(reference("amount")).toEqual({ value: "1480.5", missing: [] });
    expect(reference("none")).toEqual({ value: null, missing: [] });
    expect(reference("absent")).toEqual({ value: 7, missing: [] });
  });

  it("is undefined, and says what is missing, when there is no fallback", () => {
    const value = evaluateValue(
      { kind: "reference", reference: field("absent") },
      lookup,
      DEFAULT_FORMATTING,
    );
    expect(value).toEqual({ value: undefined, missing: [field("absent")] });
  });
});

describe("a text", () => {
  it("puts values between words", () => {
    const value = textValue("Dear ", field("name"), ", about ", field("amount"));
    expect(evaluateValue(value, lookup, DEFAULT_FORMATTING)).toEqual({
      value: "Dear Dana, about 1480.5",
      missing: [],
    });
  });

  it("uses a fallback for what is missing or empty", () => {
    for (const key of ["absent", "none", "blank"]) {
      expect(text(part(key, { fallback: "customer" }))).toEqual({ value: "customer", missing: [] });
    }
  });

  it("leaves a missing part out and lists it, and does not list an empty one", () => {
    expect(text(part("absent"), { kind: "text", text: "!" })).toEqual({
      value: "!",
      missing: [field("absent")],
    });
    expect(text(part("none"))).toEqual({ value: "", missing: [] });
  });

  it("writes money, numbers, dates and times as the organization does", () => {
    expect(text(part("amount", { format: "money" })).value).toBe("€1,480.50");
    expect(text(part("amount", { format: "number" })).value).toBe("1,480.5");
    expect(text(part("at", { format: "date" })).value).toBe("May 2, 2026");
    expect(text(part("day", { format: "date" })).value).toBe("May 1, 2026");
    expect(text(part("at", { format: "time" })).value).toMatch(/^1:30\sAM$/);
  });

  it("writes what a format does not fit as it stands", () => {
    for (const format of ["money", "number", "date", "time"]) {
      expect(text(part("name", { format })).value).toBe("Dana");
    }
  });

  it("never fails for a locale, currency or time zone that is unknown here", () => {
    const odd = { locale: "not a locale", timeZone: "Mars/Olympus", currency: "points" };
    const write = (key: string, format: "money" | "date" | "time") =>
      evaluateValue({ kind: "text", segments: [part(key, { format })] }, lookup, odd).value;
    expect(write("amount", "money")).toBe("1,480.5 points");
    expect(write("at", "date")).toBe("May 1, 2026");
    expect(write("at", "time")).toMatch(/^11:30\sPM$/);
  });
});

describe("a mapping", () => {
  it("gives the fields that have a value and says which lack what", () => {
    const mapping = [
      { field: "who", value: { kind: "reference" as const, reference: field("name") } },
      { field: "why", value: { kind: "reference" as const, reference: field("absent") } },
      { field: "note", value: textValue("see ", field("absent")) },
    ];
    expect(evaluateMapping(mapping, lookup, DEFAULT_FORMATTING)).toEqual({
      data: { who: "Dana", note: "see " },
      missing: [
        { field: "why", reference: field("absent") },
        { field: "note", reference: field("absent") },
      ],
    });
  });

  it("cannot change what the data is", () => {
    const value = { kind: "literal" as const, value: ["polluted"] };
    const { data } = evaluateMapping(
      [
        { field: "__proto__", value },
        { field: "constructor", value },
      ],
      lookup,
      DEFAULT_FORMATTING,
    );
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Object.keys(data)).toEqual(["constructor"]);
  });
});

describe("segments", () => {
  it("have one normal form", () => {
    const words = (text: string): Segment => ({ kind: "text", text });
    expect(joinSegments([words(""), words("a"), words(""), words("b"), part("name"), words("")])).toEqual([
      words("ab"),
      part("name"),
    ]);
  });

  it("read as words with labels in brackets", () => {
    const segments: Segment[] = [{ kind: "text", text: "Dear " }, part("name")];
    expect(segmentsToPlain(segments, (reference) => reference.path.join(" "))).toBe("Dear [name]");
  });
});
