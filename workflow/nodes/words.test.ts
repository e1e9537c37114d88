import { expect, it } from "vitest";
import { plainLabel } from "./words";

it.each([
  [["record", "order_total"], "order total"],
  [["record"], "record"],
  [["records", "0", "unitPrice"], "records › 0 › unit price"],
  [[], "event"],
])("reads the path %j as “%s”", (path, words) => {
  expect(plainLabel({ from: "event", path })).toBe(words);
});
