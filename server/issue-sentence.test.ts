import { expect, test } from "vitest";
import { z } from "zod";
import { issueSentence } from "./issue-sentence";

const said = (schema: z.ZodType, value: unknown) => {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue && issueSentence(issue);
};

test("a schema's own sentence stands", () => {
  expect(said(z.string().min(1, "Give the workflow a name."), "")).toBe("Give the workflow a name.");
});

test.each([
  [z.uuid(), "undefined", "This address leads to nothing. Open it again from its list."],
  [z.string().max(1000), "x".repeat(1001), "This is too long: it has 1,000 characters at most."],
  [z.string().min(1), "", "Fill this in."],
  [z.string(), undefined, "Fill this in."],
  [z.int().min(1), Number.NaN, "This has to be a number."],
  [z.int().min(1), 0, "This is 1 at least."],
  [z.array(z.string()).max(2), ["a", "b", "c"], "These are too many: 2 at most."],
  [z.enum(["a"]), "b", "This is none of what can be chosen. Choose again."],
  [z.strictObject({}), { more: 1 }, "This cannot be used as it is. Check what you entered."],
])("what zod says of types is said to people: %#", (schema, value, sentence) => {
  expect(said(schema, value)).toBe(sentence);
});
