import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import type { CreateRecordConfig } from "./definition";
import { createRecordExecutor } from "./executor";

const config: CreateRecordConfig = {
  collectionId: "col",
  values: [
    { field: "name", value: { kind: "reference", reference: { from: "event", path: ["name"] } } },
    { field: "phone", value: { kind: "reference", reference: { from: "event", path: ["phone"] } } },
  ],
};

it("wants a record of what is known and leaves out what is missing", async () => {
  expect(await createRecordExecutor.run({ config, ...surroundings({ event: { name: "Kim" } }) })).toEqual({
    kind: "effect",
    request: {
      action: "collections.create-record",
      input: { collectionId: "col", data: { name: "Kim" } },
      summary: "Create a record: name Kim",
    },
  });
});
