import { describe, expect, it } from "vitest";
import { CATALOG } from "@/workflow/graph/testing";
import { surroundings } from "../../testing";
import { type WaitForEventConfig, waitForEventDefinition } from "./definition";
import { waitForEventExecutor } from "./executor";

const config: WaitForEventConfig = {
  endpointId: "hook",
  match: [{ field: "order", value: { kind: "reference", reference: { from: "event", path: ["number"] } } }],
  within: { amount: 2, unit: "days" },
};
const wait = (number?: unknown) =>
  waitForEventExecutor.run({
    config,
    ...surroundings({ event: number === undefined ? {} : { number: String(number) } }),
  });

describe("waiting for an event", () => {
  it("is known by this run's values, and overdue after its time", async () => {
    expect(await wait("A-1")).toEqual({
      kind: "await",
      endpointId: "hook",
      match: { order: "A-1" },
      until: "2026-03-03T10:00:00.000Z",
      reason: "Waits for an event with order A-1, for 2 days at most",
    });
  });

  it.each([[undefined], ["x".repeat(501)]])("needs mending where it is known by %s", async (number) => {
    await expect(wait(number)).rejects.toMatchObject({ name: "NeedsMending", field: "match" });
  });

  it("says so when nothing arrives there any more, or what arrives has no such field", () => {
    const arrivals = [{ id: "hook", name: "Deliveries", fields: [] }];
    const problems = (catalog: typeof CATALOG) => waitForEventDefinition.check?.(config, catalog);
    expect(problems({ ...CATALOG, arrivals: [] })).toMatchObject([{ path: ["endpointId"] }]);
    expect(problems({ ...CATALOG, arrivals })).toMatchObject([
      { path: ["match"], message: "“Deliveries” has no field “order”. Choose another." },
    ]);
  });
});
