import { expect, it } from "vitest";
import { recordsOf, surroundings } from "../../testing";
import type { FindRecordsConfig } from "./definition";
import { findRecordsExecutor } from "./executor";
import { exactSum } from "./sum";

const config: FindRecordsConfig = { collectionId: "col", filters: [], limit: 50, totalField: "value" };

it("counts, totals and lists what matches", async () => {
  const { records, asked } = recordsOf([{ value: "0.10" }, { value: 0.2 }, {}]);
  const outcome = await findRecordsExecutor.run({ config, ...surroundings({}, { records }) });
  expect(asked[0]?.limit).toBe(50);
  expect(outcome).toEqual({
    kind: "settled",
    port: "done",
    output: {
      count: 3,
      total: 0.3,
      records: [
        { record: { value: "0.10" }, id: "rec-1", version: 1 },
        { record: { value: 0.2 }, id: "rec-2", version: 2 },
        { record: {}, id: "rec-3", version: 3 },
      ],
      newest: { value: "0.10" },
    },
    reason: "3 records match",
  });
});

it("says when more match than were read", async () => {
  const { records } = recordsOf([{ value: 1 }], 120);
  const outcome = await findRecordsExecutor.run({ config, ...surroundings({}, { records }) });
  expect(outcome).toMatchObject({ output: { count: 120 }, reason: "120 records match, read the newest 1" });
});

it("counts nothing where a filter's value is missing", async () => {
  const filters: FindRecordsConfig["filters"] = [
    {
      field: "owner",
      operator: "is",
      value: { kind: "reference", reference: { from: "event", path: ["email"] } },
    },
  ];
  const { records } = recordsOf([{ value: 1 }]);
  const outcome = await findRecordsExecutor.run({
    config: { ...config, filters },
    ...surroundings({}, { records }),
  });
  expect(outcome).toMatchObject({ output: { count: 0, total: 0, records: [] } });
});

it.each([
  [[0.1, 0.2, "0.3"], 0.6],
  [["1,200.50", -0.5], 1200],
  [["many", null, undefined, true], 0],
])("adds %j exactly", (values, sum) => {
  expect(exactSum(values)).toBe(sum);
});
