import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { deleteRecordExecutor } from "./executor";

const config = {
  collectionId: "col",
  recordId: { kind: "reference" as const, reference: { from: "look", path: ["id"] } },
};

it("wants that one record gone", async () => {
  expect(await deleteRecordExecutor.run({ config, ...surroundings({ look: { id: "rec-1" } }) })).toEqual({
    kind: "effect",
    request: {
      action: "collections.delete-record",
      input: { recordId: "rec-1" },
      summary: "Delete record rec-1",
    },
  });
});

it("needs mending without a record", async () => {
  await expect(deleteRecordExecutor.run({ config, ...surroundings() })).rejects.toMatchObject({
    field: "recordId",
  });
});
