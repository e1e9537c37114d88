import { expect, it } from "vitest";
import type { Catalog } from "../../define";
import { surroundings } from "../../testing";
import { type TimeThresholdConfig, timeThresholdDefinition } from "./definition";
import { timeThresholdExecutor } from "./executor";

const CATALOG: Catalog = {
  collections: [
    {
      id: "loans",
      key: "loans",
      name: "Loans",
      fields: [
        { key: "due_date", label: "Due date", type: "date" },
        { key: "status", label: "Status", type: "text" },
      ],
    },
  ],
  connections: [],
  people: [],
  workflows: [],
  arrivals: [],
};
const threeDaysBefore: TimeThresholdConfig = {
  collectionId: "loans",
  field: "due_date",
  offset: { amount: 3, unit: "days", direction: "before" },
  at: "09:00",
  timeZone: "",
  when: { combinator: "and", rules: [] },
  past: false,
};

it("puts out the record, and says which date of which it was", async () => {
  const event = { record: { due_date: "2026-05-10" }, id: "rec-1", version: 1, title: "Camera" };
  expect(await timeThresholdExecutor.run({ config: threeDaysBefore, ...surroundings({ event }) })).toEqual({
    kind: "settled",
    port: "started",
    output: event,
    reason: "due date of “Camera” is 2026-05-10",
  });
});

const open: TimeThresholdConfig["when"] = {
  combinator: "and",
  rules: [
    {
      left: { from: "event", path: ["record", "status"] },
      operator: "is",
      right: { kind: "literal", value: "open" },
    },
  ],
};

it.each([
  [{}, "3 days before due date of Loans at 09:00"],
  [{ when: open }, "3 days before due date of Loans at 09:00, if status is open"],
  [
    { offset: { amount: 1, unit: "business-days", direction: "after" } },
    "1 business day after due date of Loans at 09:00",
  ],
  [{ offset: { amount: 2, unit: "hours", direction: "before" } }, "2 hours before due date of Loans"],
  [{ offset: { amount: 0, unit: "days", direction: "before" } }, "on due date of Loans at 09:00"],
] satisfies [Partial<TimeThresholdConfig>, string][])("says of %o: %s", (change, words) => {
  expect(timeThresholdDefinition.summary({ ...threeDaysBefore, ...change }, CATALOG)).toBe(words);
});

it.each([
  [{ field: "status" }, "field", "“Status” is not a date. Choose a field of type date."],
  [{ field: "gone" }, "field", "“Loans” has no field “gone”. Choose another field or remove it."],
  [{ collectionId: "gone" }, "collectionId", "The chosen collection no longer exists. Choose another."],
  [
    { timeZone: "Berlin" },
    "timeZone",
    "“Berlin” is no time zone. Choose one from the list, for example Europe/Berlin.",
  ],
] satisfies [Partial<TimeThresholdConfig>, string, string][])(
  "cannot be published with %o",
  (change, path, message) => {
    expect(timeThresholdDefinition.check?.({ ...threeDaysBefore, ...change }, CATALOG)).toEqual([
      { path: [path], message },
    ]);
  },
);

it.each([
  [-1, "How long before or after starts at 0."],
  [1.5, "How long before or after is a whole number."],
  [Number.NaN, "Fill in how long before or after."],
])("cannot be %d days before", (amount, message) => {
  const offset = { amount, unit: "days", direction: "before" };
  const parsed = timeThresholdDefinition.config.safeParse({ ...threeDaysBefore, offset });
  expect(parsed.error?.issues[0]?.message).toBe(message);
});

it("offers the record's fields to later nodes, as nodes that find records do", () => {
  const [record, ...others] = timeThresholdDefinition.outputs(threeDaysBefore, CATALOG);
  expect(record?.fields).toEqual(CATALOG.collections[0]?.fields);
  expect(others.map(({ key }) => key)).toEqual(["id", "version", "title", "reachedAt"]);
});
