import { expect, test } from "vitest";
import type { Json } from "@/workflow/json";
import { ownWords } from "./own-words";

test.each<[Json, string]>([
  [{ error: "The account is locked." }, "The account is locked."],
  [{ error: { code: 17, message: "No such order" } }, "No such order"],
  [{ errors: [{ field: "to", message: "is too long" }, { message: "other" }] }, "is too long"],
  [{ type: "about:blank", title: "Invalid", detail: "Weight is missing" }, "Weight is missing"],
  [{ error: "invalid_grant", error_description: "The token is over" }, "The token is over"],
  [["Order 7 is closed", "Order 8 is closed"], "Order 7 is closed"],
])("the sentence is found where systems put it: %j", (body, sentence) => {
  expect(ownWords(body)).toBe(sentence);
});

test.each<Json>([
  null,
  "<html>502</html>",
  "plain text",
  {},
  { error: "<b>no</b>" },
  { error: { error: { error: { error: { error: "deep" } } } } },
  { message: 7 },
])("what is no sentence is left out: %j", (body) => {
  expect(ownWords(body)).toBe("");
});

test("it is given whole or not at all: of a credential that is cut, nothing would be known again", () => {
  expect(ownWords({ message: "x".repeat(300) })).toHaveLength(300);
  expect(ownWords({ message: "x".repeat(301) })).toBe("");
});
