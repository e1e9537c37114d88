import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "@/workflow/json";
import { compareDecimals, isEmpty, toBoolean, toDate, toNumber, toText } from "./convert";

describe("numbers", () => {
  it("reads numbers as forms and other systems write them", () => {
    for (const text of ["480", " 480.00 ", "+480", "4.8e2", "480."]) expect(toNumber(text)).toBe(480);
    expect(toNumber("1,234,567.5")).toBe(1234567.5);
    expect(toNumber("-.5")).toBe(-0.5);
  });

  it("refuses what could mean something else", () => {
    for (const value of [
      "",
      ".",
      "e5",
      "1,5",
      "0,500",
      "1.200,00",
      "12 5",
      "$480",
      "0x10",
      "Infinity",
      "1e999",
    ]) {
      expect(toNumber(value)).toBeUndefined();
    }
    for (const value of [null, true, [480], {}, Number.NaN]) expect(toNumber(value)).toBeUndefined();
  });

  it("compares money digit by digit", () => {
    expect(compareDecimals("0.30", 0.3)).toBe(0);
    expect(compareDecimals("12345678901234567.89", "12345678901234567.88")).toBe(1);
    expect(compareDecimals("-2", "-10")).toBe(1);
    expect(compareDecimals("-0.00", 0)).toBe(0);
    expect(compareDecimals("1e3", "1,000")).toBe(0);
    expect(compareDecimals("0.05", "0.1")).toBe(-1);
    expect(compareDecimals("many", 1)).toBeUndefined();
  });

  it("orders whole numbers of any size as they are", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), fc.nat(20), (a, b, zeros) => {
        const order = a < b ? -1 : a > b ? 1 : 0;
        expect(compareDecimals(`${a}.${"0".repeat(zeros)}`, String(b))).toBe(order);
      }),
    );
  });

  it("orders the numbers of the machine as the machine does", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(compareDecimals(a, String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe("dates", () => {
  it("reads days and instants", () => {
    expect(toDate("2026-05-01")?.toISOString()).toBe("2026-05-01T00:00:00.000Z");
    expect(toDate("2026-05-01T10:30")?.toISOString()).toBe("2026-05-01T10:30:00.000Z");
    expect(toDate("2026-05-01T10:30:15.250+02:00")?.toISOString()).toBe("2026-05-01T08:30:15.250Z");
    expect(toDate("2026-05-01 10:30:15.123456+00")?.toISOString()).toBe("2026-05-01T10:30:15.123Z");
    expect(toDate("2026-05-01T00:30:00-0330")?.toISOString()).toBe("2026-05-01T04:00:00.000Z");
  });

  it("refuses days that no calendar has and anything that is no ISO date", () => {
    for (const text of [
      "2026-02-30",
      "2026-13-01",
      "2026-05-01T25:00",
      "0000-01-01",
      "01/05/2026",
      "5",
      "now",
    ]) {
      expect(toDate(text)).toBeUndefined();
    }
    expect(toDate(1_700_000_000)).toBeUndefined();
  });

  it("reads back every instant it is given", () => {
    const date = fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true });
    fc.assert(
      fc.property(date, (value) => {
        expect(toDate(value.toISOString())).toEqual(value);
      }),
    );
  });
});

describe("booleans, texts and emptiness", () => {
  it("reads the words of forms", () => {
    for (const value of [true, "true", "Yes", "on", "1", 1]) expect(toBoolean(value)).toBe(true);
    for (const value of [false, "false", "NO", "off", "0", 0]) expect(toBoolean(value)).toBe(false);
    for (const value of ["", "maybe", 2, null, [], {}]) expect(toBoolean(value)).toBeUndefined();
  });

  it("writes any value as text", () => {
    expect(toText("as it stands ")).toBe("as it stands ");
    expect([toText(480.5), toText(false), toText(null), toText(undefined)]).toEqual([
      "480.5",
      "false",
      "",
      "",
    ]);
    expect(toText(["a", 1, true])).toBe("a, 1, true");
    expect(toText({ a: [1] })).toBe('{"a":[1]}');
  });

  it("knows what is empty", () => {
    for (const value of [undefined, null, "", "  \n", [], {}]) expect(isEmpty(value)).toBe(true);
    for (const value of [0, false, "a", [null], { a: null }]) expect(isEmpty(value)).toBe(false);
  });

  it("survives data nested deeper than the stack", () => {
    let deep: Json = [];
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(toText(deep)).toBe("");
    expect(toNumber(deep)).toBeUndefined();
  });
});
