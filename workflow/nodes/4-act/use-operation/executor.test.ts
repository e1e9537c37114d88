import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { type UseOperationConfig, useOperationDefinition } from "./definition";
import { useOperationExecutor } from "./executor";

const config: UseOperationConfig = {
  connectionId: "library",
  operation: {
    key: "addBook",
    summary: "Add a book",
    method: "POST",
    fields: [
      { key: "body/title", label: "title", type: "text", required: true },
      { key: "body/author/name", label: "author › name", type: "text" },
      { key: "body/copies", label: "copies", type: "number" },
    ],
    gives: [{ key: "id", label: "id", type: "number" }],
  },
  values: [
    { field: "body/title", value: { kind: "reference", reference: { from: "event", path: ["title"] } } },
    {
      field: "body/author/name",
      value: { kind: "reference", reference: { from: "event", path: ["author"] } },
    },
    { field: "body/copies", value: { kind: "literal", value: "" } },
  ],
};
const CATALOG = {
  collections: [],
  connections: [{ id: "library", connector: "openapi", name: "Library" }],
  people: [],
  workflows: [],
  arrivals: [],
};

it("wants the operation with this run's values, and leaves out what has none", async () => {
  expect(await useOperationExecutor.run({ config, ...surroundings({ event: { title: "Emma" } }) })).toEqual({
    kind: "effect",
    request: {
      action: "openapi.use-operation",
      connectionId: "library",
      input: { operation: "addBook", values: { "body/title": "Emma" } },
      summary: "Add a book: title Emma",
    },
  });
});

it("says what is missing and what is given that it does not take", () => {
  const [first, second] = config.values;
  if (!first || !second) throw new Error("The example has two values at least.");
  const messages = (values: UseOperationConfig["values"]) =>
    useOperationDefinition.check?.({ ...config, values }, CATALOG).map(({ message }) => message);
  expect(messages([first])).toEqual([]);
  expect(messages([second])).toEqual(["“Add a book” needs “title”. Fill in what is missing."]);
  expect(messages([first, { ...second, field: "body/color" }])).toEqual([
    "“Add a book” takes no field “body/color”. Remove it, or choose the operation again.",
  ]);
});
