import { describe, expect, it } from "vitest";
import { compilePlan } from "./compile";
import { interpret } from "./interpret";
import { SKIPPED } from "./plan";
import { BARE, drawing, quiet, TestDriver } from "./testing";

function start(
  ...[graph, ports, failing]: [ReturnType<typeof drawing>, Record<string, string>?, Set<string>?]
) {
  const driver = new TestDriver(ports, failing);
  const plan = compilePlan(graph, BARE);
  const [trigger = ""] = plan.triggers;
  const done = interpret(plan, trigger, driver);
  done.catch(() => undefined);
  return { driver, done, plan };
}

describe("what a drawing means", () => {
  it("a: what follows an action waits until it is confirmed", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", pay: "effect", mail: "effect" }, ["form.out pay", "pay.confirmed mail"]),
    );
    driver.accept("pay");
    await quiet();
    expect(driver.started).toEqual(["form", "pay"]);
    driver.settle("pay", "confirmed");
    await quiet();
    expect(driver.started).toEqual(["form", "pay", "mail"]);
    driver.settle("mail", "confirmed");
    expect((await done).get("mail")).toBe("confirmed");
  });

  it("a: what follows only a confirmed action is skipped when it ends otherwise", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", pay: "effect", mail: "effect" }, ["form.out pay", "pay.confirmed mail"]),
    );
    driver.settle("pay", "not-confirmed");
    expect((await done).get("mail")).toBe(SKIPPED);
    expect(driver.started).not.toContain("mail");
  });

  it("b: a queued action holds back nothing beside it", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", pay: "effect", tell: "effect" }, ["form.out pay", "form.out tell"]),
    );
    await quiet();
    driver.settle("tell", "confirmed");
    await quiet();
    expect(driver.started).toEqual(["form", "pay", "tell"]);
    driver.settle("pay", "confirmed");
    expect(Object.fromEntries(await done)).toEqual({ form: "out", pay: "confirmed", tell: "confirmed" });
  });

  it("c: what joins two branches runs once, with the other branch skipped", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", ask: "pure", a: "pure", b: "pure", j: "pure", c: "pure" }, [
        "form.out ask",
        "ask.yes a",
        "ask.no b",
        "a.yes j",
        "b.yes j",
        "j.yes c",
      ]),
    );
    const outcome = await done;
    expect(outcome.get("b")).toBe(SKIPPED);
    expect(driver.started.filter((id) => id === "c")).toEqual(["c"]);
    expect(driver.started).not.toContain("b");
  });

  it("d: a node whose edges are all dead is skipped, and so is what follows it", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", ask: "pure", other: "pure", x: "pure", y: "effect" }, [
        "form.out ask",
        "form.out other",
        "ask.no x",
        "other.no x",
        "x.yes y",
      ]),
    );
    const outcome = await done;
    expect([outcome.get("x"), outcome.get("y")]).toEqual([SKIPPED, SKIPPED]);
    expect(driver.started).toEqual(["form", "ask", "other"]);
  });

  it("e: a node set to “first” starts once, on the first edge taken", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", a: "effect", b: "effect", c: { type: "effect", join: "first" } }, [
        "form.out a",
        "form.out b",
        "a.confirmed c",
        "b.confirmed c",
      ]),
    );
    await quiet();
    driver.settle("b", "confirmed");
    await quiet();
    expect(driver.started).toEqual(["form", "a", "b", "c"]);
    driver.settle("a", "confirmed");
    driver.settle("c", "confirmed");
    await done;
    expect(driver.started).toEqual(["form", "a", "b", "c"]);
  });

  it("e: “first” with only dead edges is skipped", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", a: "effect", b: "effect", c: { type: "pure", join: "first" } }, [
        "form.out a",
        "form.out b",
        "a.confirmed c",
        "b.confirmed c",
      ]),
    );
    driver.settle("a", "not-confirmed");
    driver.settle("b", "not-confirmed");
    expect((await done).get("c")).toBe(SKIPPED);
  });

  it("f: a condition on a queued action waits for it; its sibling does not", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", pay: "effect", check: { type: "pure", reads: ["pay"] }, sibling: "pure" }, [
        "form.out pay",
        "form.out check",
        "form.out sibling",
      ]),
    );
    await quiet();
    expect(driver.started).toEqual(["form", "pay", "sibling"]);
    driver.settle("pay", "confirmed");
    await done;
    expect(driver.started).toEqual(["form", "pay", "sibling", "check"]);
  });

  it("g: an edge that does not wait is taken once the action is accepted", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", pay: "effect", next: "pure" }, [
        "form.out pay",
        "pay.confirmed next don't wait",
      ]),
    );
    await quiet();
    expect(driver.started).not.toContain("next");
    driver.accept("pay");
    await quiet();
    expect(driver.started).toContain("next");
    driver.settle("pay", "not-confirmed");
    expect(Object.fromEntries(await done)).toEqual({ form: "out", pay: "not-confirmed", next: "yes" });
  });

  it("g: an edge that does not wait is dead when the action is never accepted", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", pay: "effect", next: "pure" }, [
        "form.out pay",
        "pay.confirmed next don't wait",
      ]),
    );
    driver.settle("pay", "not-confirmed");
    expect((await done).get("next")).toBe(SKIPPED);
  });

  it("g: a node that reads the action's output waits for it, although its edge does not", async () => {
    const { driver, done, plan } = start(
      drawing({ form: "trigger", pay: "effect", next: { type: "pure", reads: ["pay"] } }, [
        "form.out pay",
        "pay.confirmed next don't wait",
      ]),
    );
    expect(plan.nodes.find(({ id }) => id === "next")?.uses).toEqual(["pay"]);
    driver.accept("pay");
    await quiet();
    expect(driver.started).not.toContain("next");
    driver.settle("pay", "confirmed");
    expect((await done).get("next")).toBe("yes");
  });
});

describe("triggers", () => {
  it("takes the trigger that the event came in by and skips the others", async () => {
    const driver = new TestDriver();
    const plan = compilePlan(
      drawing({ form: "trigger", hook: "trigger", a: "pure", b: "pure" }, [
        "form.out a",
        "hook.out a",
        "hook.out b",
      ]),
      BARE,
    );
    const outcome = await interpret(plan, "form", driver);
    expect(Object.fromEntries(outcome)).toEqual({ form: "out", hook: SKIPPED, a: "yes", b: SKIPPED });
  });

  it("refuses a trigger that is not in the plan", async () => {
    const plan = compilePlan(drawing({ form: "trigger", a: "pure" }, ["form.out a"]), BARE);
    await expect(interpret(plan, "a", new TestDriver())).rejects.toThrow("no trigger");
  });
});

describe("when a node fails", () => {
  it("finishes everything that does not follow it, then throws the failure", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", a: "pure", afterA: "effect", b: "effect", afterB: "effect" }, [
        "form.out a",
        "form.out b",
        "a.yes afterA",
        "b.confirmed afterB",
      ]),
      {},
      new Set(["a"]),
    );
    await quiet();
    driver.settle("b", "confirmed");
    await quiet();
    driver.settle("afterB", "confirmed");
    await expect(done).rejects.toThrow("a failed");
    expect(driver.started).toEqual(["form", "a", "b", "afterB"]);
  });

  it("keeps what ran before it in the same step", async () => {
    const plan = compilePlan(
      drawing({ form: "trigger", a: "pure", b: "pure", c: "effect" }, ["form.out a", "a.yes b", "b.yes c"]),
      BARE,
    );
    const driver = new TestDriver();
    driver.runPure = async () =>
      new Map([
        ["form", "out"],
        ["a", "yes"],
      ]);
    await expect(interpret(plan, "form", driver)).rejects.toMatchObject({ name: "NodeStopped", nodeId: "b" });
    expect(driver.started).toEqual([]);
  });

  it("starts a “first” node by its other edge", async () => {
    const { driver, done } = start(
      drawing({ form: "trigger", a: "effect", b: "effect", c: { type: "pure", join: "first" } }, [
        "form.out a",
        "form.out b",
        "a.confirmed c",
        "b.confirmed c",
      ]),
    );
    driver.fail("a", "a failed");
    await quiet();
    driver.settle("b", "confirmed");
    await expect(done).rejects.toThrow("a failed");
    expect(driver.started).toContain("c");
  });
});
