import { expect, test } from "vitest";
import { diffRows } from "./diff";

test("only fields that differ are shown, new and gone ones among them", () => {
  expect(diffRows({ a: 1, b: 2, gone: true }, { a: 1, b: 3, fresh: [1] })).toEqual([
    { field: "b", before: 2, after: 3 },
    { field: "gone", before: true, after: undefined },
    { field: "fresh", before: undefined, after: [1] },
  ]);
});

test("what was made or removed is compared with nothing", () => {
  expect(diffRows(null, { a: 1 })).toEqual([{ field: "a", before: undefined, after: 1 }]);
  expect(diffRows({ a: 1 }, null)).toEqual([{ field: "a", before: 1, after: undefined }]);
});
