import { describe, expect, test } from "vitest";
import { entriesOf, howToMend, inputOf, textOf } from "./edit-fields";

const FIELDS: Parameters<typeof entriesOf>[0] = [
  { key: "name", value: "Ida", text: true },
  { key: "body", value: { to: "Long street", total: 20 }, text: false },
  { key: "readBack", value: { path: "/a", within: ["b"] }, text: false },
  { key: "note", value: null, text: true },
];
const entries = entriesOf(FIELDS);
const texts = Object.fromEntries(entries.map((entry) => [entry.id, textOf(entry)]));

describe("the entries of an action that a person changes", () => {
  test("are one a name where that is all a field holds, and JSON where it holds more", () => {
    expect(entries.map(({ label }) => label)).toEqual([
      "Name",
      "Body: to",
      "Body: total",
      "Read back",
      "Note",
    ]);
  });

  test("come back as they were when nothing is changed", () => {
    expect(inputOf(entries, texts)).toEqual({
      input: { name: "Ida", body: { to: "Long street", total: 20 }, readBack: { path: "/a", within: ["b"] } },
      malformed: [],
    });
  });

  test("are texts as they are written, and the others what they were", () => {
    const { input } = inputOf(entries, {
      ...texts,
      name: "",
      "body.to": "1",
      "body.total": "30",
      note: "Now",
    });
    expect(input).toMatchObject({ name: "", body: { to: "1", total: 30 }, note: "Now" });
  });

  test("name what is malformed, and how to mend it", () => {
    expect(inputOf(entries, { ...texts, readBack: "{", "body.total": "x" }).malformed).toEqual([
      "body.total",
      "readBack",
    ]);
    expect(entries.map(howToMend).slice(2, 4)).toEqual([
      "This has to be a number, like 12 or 99.5.",
      "This is not valid JSON. Mend it, or empty the field.",
    ]);
  });
});
