import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import { type WaitConfig, waitDefinition } from "./definition";
import { waitExecutor } from "./executor";

const forAWhile: WaitConfig = {
  mode: "duration",
  duration: { amount: 36, unit: "hours" },
  until: { kind: "literal", value: "" },
};
const untilDue: WaitConfig = {
  ...forAWhile,
  mode: "date",
  until: { kind: "reference", reference: { from: "event", path: ["due"] } },
};

const wait = (config: WaitConfig, due = "") =>
  waitExecutor.run({ config, ...surroundings({ event: { due } }) });

it("waits from the node's own moment on", async () => {
  expect(await wait(forAWhile)).toEqual({ kind: "wait", until: "2026-03-02T22:00:00.000Z", port: "done" });
});

it("waits until a date", async () => {
  expect(await wait(untilDue, "2026-04-01T08:00:00Z")).toMatchObject({ until: "2026-04-01T08:00:00.000Z" });
});

it("does not wait for a date in the past", async () => {
  expect(await wait(untilDue, "2020-01-01")).toMatchObject({ until: "2026-03-01T10:00:00.000Z" });
});

it.each(["soon", "", "2031-01-01"])("needs mending for the date %j", async (due) => {
  await expect(wait(untilDue, due)).rejects.toMatchObject({ name: "NeedsMending", field: "until" });
});

it("is not set up for longer than an engine keeps a wait", () => {
  const tooLong = { ...forAWhile, duration: { amount: 400, unit: "days" } };
  expect(waitDefinition.config.safeParse(tooLong).error?.issues[0]?.message).toBe(
    "A wait lasts at most 366 days.",
  );
});
