import { describe, expect, it } from "vitest";
import type { JsonObject } from "@/workflow/json";
import { recordsOf, surroundings } from "../../testing";
import { type ReadBackConfig, readBackDefinition } from "./definition";
import { readBackExecutor } from "./executor";

const literal = (value: string | number) => ({ kind: "literal" as const, value });
const config: ReadBackConfig = {
  collectionId: "col",
  filters: [
    {
      field: "number",
      operator: "is",
      value: { kind: "reference", reference: { from: "event", path: ["order"] } },
    },
  ],
  expected: [
    { field: "status", operator: "is", value: literal("refunded") },
    { field: "total", operator: "at-least", value: literal(100) },
  ],
  patience: "until",
  within: { amount: 1, unit: "minutes" },
};
const begun = new Date("2026-03-01T10:00:00Z");
const after = (ms: number) => ({ begun, now: new Date(begun.getTime() + ms) });

async function look(
  data: JsonObject[],
  { passedMs = 0, ...settings }: Partial<ReadBackConfig> & { passedMs?: number } = {},
) {
  const { records, asked } = recordsOf(data);
  const call = surroundings({ event: { order: "A-1" } }, { records, ...after(passedMs) });
  const outcome = await readBackExecutor.run({ config: { ...config, ...settings }, ...call });
  return { outcome, asked };
}

describe("reading a record back", () => {
  it("goes on as soon as it is as meant, with what was read", async () => {
    const { outcome, asked } = await look([{ status: "refunded", total: 250 }]);
    expect(asked).toEqual([
      { collectionId: "col", filters: [{ field: "number", operator: "is", value: "A-1" }], limit: 1 },
    ]);
    expect(outcome).toMatchObject({
      port: "as-meant",
      output: { asMeant: true, id: "rec-1", record: { status: "refunded" } },
    });
  });

  it("looks again while it is not so, and says what differs", async () => {
    expect((await look([{ status: "open", total: 250 }])).outcome).toEqual({
      kind: "look",
      at: "2026-03-01T10:00:02.000Z",
      reason: "Not as meant: status open is not refunded",
    });
  });

  it.each<[string, JsonObject[], string]>([
    ["different", [{ status: "refunded", total: 20 }], "mismatch"],
    ["not there", [], "not-found"],
  ])("settles after its time when the record is %s", async (_what, data, port) => {
    expect((await look(data, { passedMs: 60_000 })).outcome).toMatchObject({
      port,
      output: { asMeant: false },
    });
    expect((await look(data, { patience: "once" })).outcome).toMatchObject({ port });
  });

  it("does not look again for what this run does not know", async () => {
    const call = surroundings({ event: {} }, { records: recordsOf([]).records, ...after(0) });
    expect(await readBackExecutor.run({ config, ...call })).toMatchObject({
      port: "not-found",
      reason: "Nothing to look for: number is missing",
    });
  });

  it("is not set up for longer than it may look", () => {
    const tooLong = { ...config, within: { amount: 31, unit: "days" } };
    expect(readBackDefinition.config.safeParse(tooLong).error?.issues[0]?.message).toBe(
      "Look again for at most 30 days.",
    );
  });
});
