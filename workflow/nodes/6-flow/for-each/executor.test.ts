import { expect, it } from "vitest";
import type { Json } from "@/workflow/json";
import { surroundings } from "../../testing";
import type { ForEachConfig } from "./definition";
import { forEachExecutor } from "./executor";

const config: ForEachConfig = { list: { from: "find", path: ["things"] }, idField: "", atMost: 10 };
const run = (things: Json | undefined, more: Partial<ForEachConfig> = {}) =>
  forEachExecutor.run({
    config: { ...config, ...more },
    ...surroundings(things === undefined ? {} : { find: { things } }),
  });
const idsOf = async (things: Json, more?: Partial<ForEachConfig>) => {
  const outcome = await run(things, more);
  return outcome.kind === "each" ? outcome.items.map(({ id }) => id) : [];
};

it("goes through the list in order, with each item as it is", async () => {
  expect(await run([{ id: "a", n: 1 }, { id: "b" }])).toEqual({
    kind: "each",
    items: [
      { id: "a", data: { id: "a", n: 1 } },
      { id: "b", data: { id: "b" } },
    ],
  });
});

it("tells items apart by their own id, by a chosen field, or else by their place", async () => {
  expect(await idsOf([{ id: 7 }, { id: "x" }])).toEqual(["7", "x"]);
  expect(await idsOf([{ no: "N1" }, { no: 2 }], { idField: "no" })).toEqual(["N1", "2"]);
  expect(await idsOf(["red", "blue"])).toEqual(["1", "2"]);
});

it("counts places where only some items have an id: an id could equal a place", async () => {
  expect(await idsOf([{ id: "2" }, { name: "without" }])).toEqual(["1", "2"]);
});

it.each<[string, Json | undefined, Partial<ForEachConfig>, string]>([
  ["is missing", undefined, {}, "“List” needs “things”, which is missing in this run."],
  ["is no list", "red", {}, "“things” is not a list"],
  ["is too long", Array.from({ length: 10_001 }, () => 1), {}, "at most 10000"],
  [
    "has twins",
    [{ id: "a" }, { id: "b" }, { id: "a" }],
    {},
    "Items 1 and 3 of the list have the same “id” (a)",
  ],
  ["lacks the chosen field", [{ no: 1 }, {}], { idField: "no" }, "Item 2 of the list has no “no”"],
  ["has an endless id", [{ no: "x".repeat(101) }], { idField: "no" }, "Item 1 of the list has no “no”"],
  ["inherits the field only", [{}], { idField: "constructor" }, "Item 1 of the list has no “constructor”"],
])("says what to mend when the list %s", async (_, things, more, sentence) => {
  await expect(run(things, more)).rejects.toThrow(sentence);
});
