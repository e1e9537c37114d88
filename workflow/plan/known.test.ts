import { describe, expect, it } from "vitest";
import { compilePlan } from "./compile";
import { interpret } from "./interpret";
import { isTold } from "./known";
import { SKIPPED } from "./plan";
import { BARE, drawing, TestDriver } from "./testing";

const known = (settled: Record<string, string>, begun: string[] = []) => ({
  settled: new Map(Object.entries(settled)),
  begun: new Set(begun),
});

describe("a run that is taken up with what stands alone", () => {
  const plan = compilePlan(
    drawing({ form: "trigger", set: "pure", pay: "effect", mail: "effect", last: "pure" }, [
      "form.out set",
      "set.yes pay",
      "pay.confirmed mail don't wait",
      "mail.confirmed last",
    ]),
    BARE,
  );

  it("asks nobody for what has settled", async () => {
    const driver = new TestDriver();
    const done = interpret(plan, "form", driver, known({ form: "out", set: "yes", pay: "confirmed" }));
    driver.settle("mail", "confirmed");
    expect(Object.fromEntries(await done)).toMatchObject({ pay: "confirmed", mail: "confirmed" });
    expect(driver.started).toEqual(["mail", "last"]);
  });

  it("goes on with what had begun, whatever its way in came to since", async () => {
    const driver = new TestDriver();
    const settled = { form: "out", set: "yes", pay: "not-confirmed" };
    const done = interpret(plan, "form", driver, known(settled, ["mail"]));
    driver.settle("mail", "confirmed");
    expect((await done).get("last")).not.toBe(SKIPPED);
  });

  it("is told everything, except whether an unconfirmed action had let go on what does not wait", () => {
    const unconfirmed = { form: "out", set: "yes", pay: "not-confirmed" };
    expect(isTold(plan, known({ form: "out" }, ["pay"]))).toBe(true);
    expect(isTold(plan, known({ ...unconfirmed, pay: "confirmed" }))).toBe(true);
    expect(isTold(plan, known(unconfirmed))).toBe(false);
    expect(isTold(plan, known(unconfirmed, ["mail"]))).toBe(true);
    expect(isTold(plan, known({ ...unconfirmed, mail: "confirmed" }))).toBe(true);
  });
});
