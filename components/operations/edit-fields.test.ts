import { describe, expect, test } from "vitest";
import { inputOf, textOf } from "./edit-fields";

const FIELDS = [
  { key: "name", value: "Ida", text: true },
  { key: "body", value: { total: 20 }, text: false },
  { key: "note", value: null, text: true },
];
const texts = Object.fromEntries(FIELDS.map((field) => [field.key, textOf(field)]));

describe("the fields of an action that a person changes", () => {
  test("come back as they were when nothing is changed", () => {
    expect(inputOf(FIELDS, texts)).toEqual({ input: { name: "Ida", body: { total: 20 } }, malformed: [] });
  });

  test("are texts as they are written, and the others JSON", () => {
    const { input } = inputOf(FIELDS, { ...texts, name: "", body: '{"total":30}', note: "Now" });
    expect(input).toEqual({ name: "", body: { total: 30 }, note: "Now" });
  });

  test("name what is not JSON", () => {
    expect(inputOf(FIELDS, { ...texts, body: "{" }).malformed).toEqual(["body"]);
  });
});
