import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import type { RecordFilter } from "@/workflow/ports";
import { recordReaderFor } from "./record-reader";

const organizationId = randomUUID();
let collectionId: string;

beforeEach(async () => {
  await inOrganization(organizationId, async ({ db }) => {
    const key = randomUUID();
    const collection = await db.collection.create({
      data: { organizationId, key, name: key, titleField: "name", fields: [] },
    });
    collectionId = collection.id;
    const add = (data: object, deletedAt?: Date) =>
      db.record.create({ data: { organizationId, collectionId, data, deletedAt } });
    await add({ name: "Ada", mail: "Ada@example.com", sum: 9, day: "2026-01-31" });
    await add({ name: "Bo_b", mail: "bo@example.com", sum: "10", day: "2026-02-01" });
    await add({ name: "Cy", sum: 100.5, open: true });
    await add({ name: "Ada", sum: 1 }, new Date());
  });
});

async function find(...filters: RecordFilter[]): Promise<unknown[]> {
  const { records, total } = await recordReaderFor(organizationId).find({ collectionId, filters, limit: 10 });
  expect(total).toBe(records.length);
  return records.map(({ data }) => data.name).sort();
}

test.each<[string, RecordFilter[], string[]]>([
  ["is, whatever the letters' size", [{ field: "mail", operator: "is", value: "ada@EXAMPLE.com" }], ["Ada"]],
  ["is, a number or its text", [{ field: "sum", operator: "is", value: 10 }], ["Bo_b"]],
  ["is, yes or no", [{ field: "open", operator: "is", value: true }], ["Cy"]],
  ["is nothing", [{ field: "mail", operator: "is", value: null }], ["Cy"]],
  [
    "is not, also where there is nothing",
    [{ field: "mail", operator: "is-not", value: "bo@example.com" }],
    ["Ada", "Cy"],
  ],
  ["contains, taken literally", [{ field: "name", operator: "contains", value: "o_b" }], ["Bo_b"]],
  ["contains, without patterns", [{ field: "name", operator: "contains", value: "%" }], []],
  ["at least, by size", [{ field: "sum", operator: "at-least", value: 10 }], ["Bo_b", "Cy"]],
  ["at most, by size", [{ field: "sum", operator: "at-most", value: "10" }], ["Ada", "Bo_b"]],
  ["at least, for dates", [{ field: "day", operator: "at-least", value: "2026-02-01" }], ["Bo_b"]],
  [
    "all filters together",
    [
      { field: "name", operator: "is", value: "Ada" },
      { field: "sum", operator: "at-least", value: 10 },
    ],
    [],
  ],
  ["a field that would be SQL", [{ field: "x' OR true --", operator: "is", value: "y' OR '1'='1" }], []],
])("finds records by: %s", async (_, filters, names) => {
  expect(await find(...filters)).toEqual(names);
});

test("the newest come first, at most as many as asked for, and the total tells how many there are", async () => {
  const { records, total } = await recordReaderFor(organizationId).find({
    collectionId,
    filters: [],
    limit: 2,
  });
  expect({ names: records.map(({ data }) => data.name), total }).toEqual({ names: ["Cy", "Bo_b"], total: 3 });
});

test("another organization finds nothing", async () => {
  const { total } = await recordReaderFor(randomUUID()).find({ collectionId, filters: [], limit: 10 });
  expect(total).toBe(0);
});
