import { describe, expect, it, vi } from "vitest";
import { arm, FailpointReached } from "./arm";
import { failpoint } from "./failpoint";
import { FAILPOINTS } from "./names";

const means = () => ({ say: vi.fn(), kill: vi.fn() });

describe("failpoints", () => {
  it("do nothing in a process that was not started with them", () => {
    expect(arm({}, means())).toBeUndefined();
    expect(arm({ HANDOFF_FAILPOINTS: "" }, means())).toBeUndefined();
    for (const name of FAILPOINTS) expect(failpoint(name)).toBeUndefined();
  });

  it("are refused in production unless it is one to be broken", () => {
    const variables = { NODE_ENV: "production", HANDOFF_FAILPOINTS: "kill@gateway.after-call" };
    expect(() => arm(variables, means())).toThrow(RangeError);
    expect(arm({ ...variables, HANDOFF_ALLOW_FAILPOINTS: "yes" }, means())).toBeTypeOf("function");
  });

  it("kill at the hit they were told, and nothing goes on after it", async () => {
    const told = means();
    const reach = arm({ HANDOFF_FAILPOINTS: "kill@gateway.after-call:2" }, told);
    expect(reach?.("gateway.after-call")).toBeUndefined();
    expect(reach?.("gateway.before-call")).toBeUndefined();
    const after = vi.fn();
    reach?.("gateway.after-call")?.then(after, after);
    expect(told.kill).toHaveBeenCalledOnce();
    expect(told.say).toHaveBeenCalledWith("failpoint gateway.after-call 2 kill");
    await new Promise((resolve) => setImmediate(resolve));
    expect(after).not.toHaveBeenCalled();
  });

  it("throw where they were told to", async () => {
    const reach = arm({ HANDOFF_FAILPOINTS: "throw@run.after-finish" }, means());
    await expect(reach?.("run.after-finish")).rejects.toBeInstanceOf(FailpointReached);
  });

  it("draw the same for the same seed, and otherwise for another", () => {
    const drawn = (seed: string) => {
      const told = means();
      const reach = arm({ HANDOFF_FAILPOINTS: `random:${seed}:800:0:0` }, told);
      for (let hit = 0; hit < 20; hit++) for (const name of FAILPOINTS) reach?.(name);
      return told.say.mock.calls.flat();
    };
    expect(drawn("7").length).toBeGreaterThan(20);
    expect(drawn("7")).toEqual(drawn("7"));
    expect(drawn("8")).not.toEqual(drawn("7"));
  });

  it("say what can be written where something cannot be read", () => {
    expect(() => arm({ HANDOFF_FAILPOINTS: "kill@gateway" }, means())).toThrow(/gateway\.after-call/);
    expect(() => arm({ HANDOFF_FAILPOINTS: "random:7" }, means())).toThrow(/random:<seed>/);
  });
});
