import { describe, expect, it } from "vitest";
import { describeCondition, describeText, describeValue } from "./describe";
import type { Condition, Reference, Rule } from "./schema";
import { textValue } from "./text";

const field = (key: string): Reference => ({ from: "event", path: [key] });
const labelOf = (reference: Reference) => reference.path.join(" ");
const large: Rule = {
  left: field("amount"),
  operator: "greater-than",
  right: { kind: "literal", value: 200 },
};
const differs: Rule = {
  left: field("tier"),
  operator: "is-not",
  right: { kind: "reference", reference: field("other tier") },
};
const listed: Rule = {
  left: field("tier"),
  operator: "is-one-of",
  right: { kind: "literal", value: ["gold", "silver"] },
};
const words = (condition: Condition) => describeCondition(condition, labelOf);

describe("a condition in words", () => {
  it("reads on after 'if'", () => {
    expect(words({ combinator: "or", rules: [large, differs] })).toBe(
      "amount is greater than 200 or tier is not other tier",
    );
    expect(words({ combinator: "and", rules: [large, differs, listed] })).toBe(
      "amount is greater than 200, tier is not other tier, and tier is one of gold or silver",
    );
  });

  it("shows groups and what is turned over", () => {
    const inner: Condition = { combinator: "or", rules: [large, differs] };
    expect(words({ combinator: "and", rules: [listed, inner] })).toBe(
      "tier is one of gold or silver and (amount is greater than 200 or tier is not other tier)",
    );
    expect(words({ ...inner, not: true })).toBe("not (amount is greater than 200 or tier is not other tier)");
    expect(words({ combinator: "and", not: true, rules: [large] })).toBe("amount is not greater than 200");
  });

  it("shows what is still to be chosen", () => {
    expect(words({ combinator: "and", rules: [{ left: field("amount"), operator: "between" }] })).toBe(
      "amount is between … and …",
    );
    expect(words({ combinator: "and", rules: [] })).toBe("there are no conditions");
  });

  it("ends somewhere, however deep it nests", () => {
    let deep: Condition = { combinator: "and", rules: [large, large] };
    for (let depth = 0; depth < 50_000; depth += 1) deep = { combinator: "and", rules: [deep] };
    expect(words(deep)).toContain("…");
  });
});

describe("a value in words", () => {
  it("is a constant, a label or a text with labels", () => {
    expect(describeValue({ kind: "literal", value: "two words" }, labelOf)).toBe("“two words”");
    expect(describeValue({ kind: "literal", value: [1, 2] }, labelOf)).toBe("1 and 2");
    expect(describeValue({ kind: "reference", reference: field("amount") }, labelOf)).toBe("amount");
    expect(describeValue(textValue("Dear\n", field("name")), labelOf)).toBe("“Dear [name]”");
  });

  it("stays on one short line", () => {
    const shown = describeText([{ kind: "text", text: "word ".repeat(4000) }], labelOf);
    expect(shown.length).toBeLessThanOrEqual(122);
    expect(shown).toMatch(/^“word word .*…”$/);
  });
});
