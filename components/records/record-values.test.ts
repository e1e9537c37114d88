import { expect, test } from "vitest";
import type { Field } from "@/workflow/nodes/define";
import { changesOf, toEntry, valueText } from "./record-values";

const fields: Field[] = [
  { key: "name", label: "Name", type: "text" },
  { key: "count", label: "Count", type: "number" },
  { key: "price", label: "Price", type: "money" },
  { key: "active", label: "Active", type: "boolean" },
  { key: "tags", label: "Tags", type: "list" },
];
const data = { name: "Dana", count: 3, price: "10.00", active: true, tags: ["a", "b"] };
const untouched = Object.fromEntries(fields.map(({ key }) => [key, toEntry(data[key as keyof typeof data])]));

test("what was not touched is not changed", () => {
  expect(changesOf(fields, data, untouched)).toEqual({});
});

test("what was typed becomes what the field holds", () => {
  const entries = {
    ...untouched,
    count: "4",
    price: "12345678901234567890.10",
    active: "",
    tags: "a, c ,",
    name: "",
  };
  expect(changesOf(fields, data, entries)).toEqual({
    name: null,
    count: 4,
    price: "12345678901234567890.10",
    active: null,
    tags: ["a", "c"],
  });
});

test("what is no number goes as it was typed", () => {
  expect(changesOf(fields, data, { ...untouched, count: "many" })).toEqual({ count: "many" });
});

test("values are read as what they are", () => {
  const read = (key: string, value: Parameters<typeof valueText>[1]) =>
    valueText(fields.find((field) => field.key === key) ?? { key, label: key, type: "date" }, value, "UTC");
  expect(read("active", false)).toBe("no");
  expect(read("price", "9007199254740993.1")).toBe("9,007,199,254,740,993.1");
  expect(read("tags", ["a", "b"])).toBe("a, b");
  expect(read("name", null)).toBe("—");
  expect(read("due", "2026-11-23")).toBe("23 November 2026");
});
