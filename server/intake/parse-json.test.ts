import { describe, expect, test } from "vitest";
import { parseJson } from "./parse-json";

const parse = (text: string | Buffer) => parseJson(Buffer.from(text as string));

describe("a body as JSON", () => {
  test("is kept as it was sent", () => {
    expect(parse('{"a": [1.5, "ü", null, true, {"b": {}}]}')).toEqual({
      a: [1.5, "ü", null, true, { b: {} }],
    });
  });

  test("may be nested 100 levels deep and no deeper, also where brackets stand in strings", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
    expect(() => parse(nested(100))).not.toThrow();
    expect(() => parse(nested(101))).toThrow("nested deeper than 100 levels");
    expect(() => parse(nested(500_000))).toThrow("nested deeper than 100 levels");
    expect(parse(JSON.stringify({ text: `${"[".repeat(500)}\\"` }))).toEqual({
      text: `${"[".repeat(500)}\\"`,
    });
  });

  test.each(["__proto__", "constructor", "prototype"])("may not have a field called %s", (key) => {
    expect(() => parse(`{"a": [{"${key}": {"polluted": true}}]}`)).toThrow(`“${key}”`);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test.each([
    ["cut short", '{"a": 1'],
    ["with a comma too many", '{"a": 1,}'],
    ["empty", ""],
  ])("is refused in a sentence when it is %s", (_, text) => {
    expect(() => parse(text)).toThrow("The body is not valid JSON.");
  });

  test("is refused where the database could not keep it unchanged", () => {
    expect(() => parse('{"a": "\\u0000"}')).toThrow("not text");
    expect(() => parse('{"\\ud800": 1}')).toThrow("not text");
    expect(() => parse('{"a": 1e999}')).toThrow("too large");
    expect(() => parse(Buffer.from([0x22, 0xff, 0x22]))).toThrow("UTF-8");
  });
});
