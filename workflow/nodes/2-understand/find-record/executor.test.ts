import { expect, it } from "vitest";
import type { JsonObject } from "@/workflow/json";
import { recordsOf, surroundings } from "../../testing";
import type { FindRecordConfig } from "./definition";
import { findRecordExecutor } from "./executor";

const config: FindRecordConfig = {
  collectionId: "col",
  filters: [
    {
      field: "name",
      operator: "is",
      value: { kind: "reference", reference: { from: "event", path: ["asset"] } },
    },
  ],
};

it("asks with this run's values and puts out the record", async () => {
  const { records, asked } = recordsOf([{ name: "Camera" }]);
  const outcome = await findRecordExecutor.run({
    config,
    ...surroundings({ event: { asset: "Camera" } }, { records }),
  });
  expect(asked).toEqual([
    { collectionId: "col", filters: [{ field: "name", operator: "is", value: "Camera" }], limit: 1 },
  ]);
  expect(outcome).toMatchObject({
    port: "found",
    output: { id: "rec-1", version: 1, record: { name: "Camera" } },
    reason: "Found one record",
  });
});

it("says so when it took the newest of several", async () => {
  const { records } = recordsOf([{ name: "Camera" }], 3);
  const outcome = await findRecordExecutor.run({
    config,
    ...surroundings({ event: { asset: "Camera" } }, { records }),
  });
  expect(outcome).toMatchObject({ port: "found", reason: "Took the newest of 3 records" });
});

it("settles on “not found” with what was looked for", async () => {
  const outcome = await findRecordExecutor.run({ config, ...surroundings({ event: { asset: "Camera" } }) });
  expect(outcome).toEqual({
    kind: "settled",
    port: "not-found",
    output: {},
    reason: "No record where name is Camera",
  });
});

it.each<JsonObject>([{}, { asset: "" }, { asset: null }])(
  "finds nothing by %j, instead of records with an empty field",
  async (event) => {
    const { records, asked } = recordsOf([{ name: "" }]);
    const outcome = await findRecordExecutor.run({ config, ...surroundings({ event }, { records }) });
    expect(outcome).toMatchObject({ port: "not-found", reason: "Nothing to look for: name is missing" });
    expect(asked).toEqual([]);
  },
);
