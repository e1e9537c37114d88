import { describe, expect, test } from "vitest";
import { assemble, Unfit } from "./assemble";
import type { OperationDefinition } from "./operation";

const OPERATION: OperationDefinition = {
  method: "PUT",
  path: "/shelves/{shelf}/books/{id}",
  parameters: [
    { in: "path", name: "shelf", required: true, shape: { type: "text" } },
    { in: "path", name: "id", required: true, shape: { type: "integer" } },
    { in: "query", name: "tags", required: false, shape: { type: "list", items: { type: "text" } } },
    { in: "header", name: "X-Trace", required: false, shape: { type: "text" } },
  ],
  body: {
    type: "application/json",
    required: true,
    shape: {
      type: "object",
      required: ["title"],
      fields: {
        title: { type: "text" },
        "a/b": { type: "boolean" },
        due: { type: "text", format: "date" },
        author: {
          type: "object",
          fields: { name: { type: "text" }, born: { type: "integer", nullable: true } },
        },
        pages: { type: "list", items: { type: "integer" }, atMost: 3 },
        extra: { type: "object" },
      },
    },
  },
  answer: null,
  keyHeader: null,
};
const AT = { "path/shelf": "A", "path/id": "7", "body/title": "Emma" };

test("puts every value where it goes, as what is asked for there", () => {
  const call = assemble(OPERATION, {
    ...AT,
    "query/tags": "old",
    "header/X-Trace": 12,
    "body/a~1b": "Yes",
    "body/due": "2026-03-28T10:00:00Z",
    "body/author/name": "Jane",
    "body/author/born": null,
    "body/pages": ["1", 2],
    "body/extra": '{"deep": [1]}',
  });
  expect(call).toEqual({
    path: { shelf: "A", id: "7" },
    query: { tags: ["old"] },
    header: { "X-Trace": "12" },
    body: {
      title: "Emma",
      "a/b": true,
      due: "2026-03-28",
      author: { name: "Jane", born: null },
      pages: [1, 2],
      extra: { deep: [1] },
    },
  });
});

describe("what does not fit", () => {
  test.each([
    [{ "path/id": "7", "body/title": "Emma" }, "“shelf” is missing.", "path/shelf"],
    [{ ...AT, "path/shelf": ".." }, "“shelf” is “..”, which cannot stand in a path.", "path/shelf"],
    [{ ...AT, "path/id": "seven" }, "“id” has to be a number.", "path/id"],
    [{ ...AT, "path/id": 1.5 }, "“id” has to be a whole number.", "path/id"],
    [{ ...AT, "query/page": 1 }, "“page” is not among what this operation takes. Remove it.", "query/page"],
    [
      { ...AT, "body/pages": [1, 2, 3, 4] },
      "“pages” has 4 entries, but has to have at most 3.",
      "body/pages",
    ],
    [{ ...AT, "body/pages": [1, "two"] }, "“pages › 2” has to be a number.", "body/pages/2"],
    [{ ...AT, "body/due": "tomorrow" }, "“due” has to be a date like 2026-03-28.", "body/due"],
    [
      { ...AT, "body/extra": "{1}" },
      "“extra” is given as JSON, and this is none. Mind quotes, commas and brackets.",
      "body/extra",
    ],
    [{ ...AT, "body/__proto__/x": 1 }, "“__proto__” cannot be a field's name.", "body/__proto__/x"],
    [{ ...AT, body: "{}" }, "“body” is given twice, in two ways.", "body"],
  ])("is said with its name: %j", (values, message, field) => {
    expect(() => assemble(OPERATION, values)).toThrow(new Unfit(message, field));
    try {
      assemble(OPERATION, values);
    } catch (error) {
      expect(error).toMatchObject({ field });
    }
  });
});
