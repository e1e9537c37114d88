import { expect, it } from "vitest";
import type { JsonObject } from "@/workflow/json";
import { surroundings } from "../../testing";
import type { UpdateRecordConfig } from "./definition";
import { updateRecordExecutor } from "./executor";

const config: UpdateRecordConfig = {
  collectionId: "col",
  recordId: { kind: "reference", reference: { from: "look", path: ["id"] } },
  changes: [{ field: "owner", value: { kind: "reference", reference: { from: "event", path: ["name"] } } }],
  expectedVersion: { from: "look", path: ["version"] },
};

const update = (
  look: JsonObject,
  event: JsonObject = { name: "Kim" },
  change: Partial<UpdateRecordConfig> = {},
) => updateRecordExecutor.run({ config: { ...config, ...change }, ...surroundings({ look, event }) });

it("wants the changes, for the version that was read", async () => {
  expect(await update({ id: "rec-1", version: 3 })).toEqual({
    kind: "effect",
    request: {
      action: "collections.update-record",
      input: { recordId: "rec-1", expectedVersion: 3, changes: { owner: "Kim" } },
      summary: "Update a record: owner Kim",
    },
  });
});

it("expects no version where none was chosen", async () => {
  const outcome = await update({ id: "rec-1" }, { name: "Kim" }, { expectedVersion: undefined });
  expect(outcome).not.toHaveProperty("request.input.expectedVersion");
});

it.each([
  ["record", {}, { name: "Kim" }, "recordId", "“Record” needs “id”, which is missing in this run."],
  ["version", { id: "rec-1" }, { name: "Kim" }, "expectedVersion", "needs a record's version"],
  [
    "new value",
    { id: "rec-1", version: 3 },
    {},
    "changes",
    "“owner” needs “name”, which is missing in this run.",
  ],
])("needs mending without a %s", async (_, look, event, field, words) => {
  await expect(update(look, event)).rejects.toMatchObject({ field, message: expect.stringContaining(words) });
});
