import { describe, expect, it } from "vitest";
import type { Condition, Operator, Value } from "@/workflow/expressions/schema";
import { CATALOG } from "@/workflow/graph/testing";
import type { JsonObject } from "@/workflow/json";
import { surroundings } from "../../testing";
import { type ChangeOfRecord, eventOf, startsOn } from "./change";
import { type RecordChangeConfig, recordChangeDefinition } from "./definition";
import { recordChangeExecutor } from "./executor";

const config: RecordChangeConfig = {
  collectionId: "col-assets",
  created: true,
  updated: true,
  deleted: true,
  fields: [],
  onOwnChanges: false,
  onReversals: false,
};

const change = (
  before: JsonObject | null,
  after: JsonObject | null,
  changed: string[] = [],
): ChangeOfRecord => ({
  id: "rec-1",
  version: 2,
  title: "Camera",
  before,
  after,
  changed,
});

const { services } = surroundings();
const starts = (settings: Partial<RecordChangeConfig>, on: ChangeOfRecord) =>
  startsOn({ ...config, ...settings }, on, services);

const test = (key: string, operator: Operator, right?: Value): Condition => ({
  combinator: "and",
  rules: [{ left: { from: "event", path: ["record", key] }, operator, ...(right ? { right } : {}) }],
});
const lent = test("status", "is", { kind: "literal", value: "lent" });

const CREATED = change(null, { status: "free" }, ["status"]);
const UPDATED = change({ status: "free" }, { status: "lent" }, ["status"]);
const DELETED = change({ status: "lent" }, null, ["status"]);

describe("a change of a record", () => {
  it.each([
    ["created", CREATED],
    ["updated", UPDATED],
    ["deleted", DELETED],
  ] as const)("starts what wants records that are %s, and nothing else", (kind, on) => {
    const none = { created: false, updated: false, deleted: false };
    expect(starts({ ...none, [kind]: true }, on)).toBe(true);
    expect(starts({ created: true, updated: true, deleted: true, [kind]: false }, on)).toBe(false);
  });

  it("starts what looks at a field only when that changed; a new record has only new fields", () => {
    expect(starts({ fields: ["status"] }, UPDATED)).toBe(true);
    expect(starts({ fields: ["name"] }, UPDATED)).toBe(false);
    expect(starts({ fields: ["name"] }, CREATED)).toBe(true);
  });

  it.each<[string, ChangeOfRecord, boolean]>([
    ["became true", UPDATED, true],
    ["was true already", change({ status: "lent", a: 1 }, { status: "lent", a: 2 }, ["a"]), false],
    ["became false", change({ status: "lent" }, { status: "free" }, ["status"]), false],
    ["is true of a new record", change(null, { status: "lent" }, ["status"]), true],
    ["is not true of a new record", CREATED, false],
    ["was true of a deleted record", DELETED, true],
    ["was not true of a deleted record", change({ status: "free" }, null, ["status"]), false],
  ])("whose condition %s", (_, on, expected) => {
    expect(starts({ when: lent }, on)).toBe(expected);
  });

  it("can be compared with what it was before", () => {
    const before: Value = { kind: "reference", reference: { from: "event", path: ["before", "value"] } };
    const rises = test("value", "greater-than", before);
    expect(starts({ when: rises }, change({ value: 5 }, { value: 8 }, ["value"]))).toBe(true);
    expect(starts({ when: rises }, change({ value: 8 }, { value: 5 }, ["value"]))).toBe(false);
  });

  it("starts on any change while the condition has no test yet", () => {
    expect(starts({ when: { combinator: "and", rules: [] } }, UPDATED)).toBe(true);
  });
});

it("puts the event out, and says which record was what", async () => {
  const event = eventOf(UPDATED);
  expect(await recordChangeExecutor.run({ config, ...surroundings({ event }) })).toEqual({
    kind: "settled",
    port: "started",
    output: event,
    reason: "A record was changed: Camera",
  });
  const keys = recordChangeDefinition.outputs(config, CATALOG).map(({ key }) => key);
  expect(Object.keys(event).sort()).toEqual(keys.sort());
});

it("says in words what it listens to", () => {
  const settings = { ...config, created: false, deleted: false, fields: ["status"], when: lent };
  expect(recordChangeDefinition.summary(settings, CATALOG)).toBe(
    "Assets changed (status), and then status is lent",
  );
});

it.each<[Partial<RecordChangeConfig>, string]>([
  [{ created: false, updated: false, deleted: false }, "Choose what starts it"],
  [{ fields: ["gone"] }, "has no field “gone”"],
  [
    { when: { combinator: "and", rules: [{ left: { from: "look", path: ["x"] }, operator: "is-true" }] } },
    "Remove “x”",
  ],
])("has to be mended: %j", (settings, sentence) => {
  const [problem] = recordChangeDefinition.check?.({ ...config, ...settings }, CATALOG) ?? [];
  expect(problem?.message).toContain(sentence);
});
