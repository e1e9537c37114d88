import { expect, it } from "vitest";
import type { Json } from "@/workflow/json";
import { toAmount } from "../../money";
import { surroundings } from "../../testing";
import type { MoveMoneyConfig } from "./definition";
import { moveMoneyExecutor } from "./executor";

const config: MoveMoneyConfig = {
  collectionId: "col",
  amount: { kind: "reference", reference: { from: "event", path: ["amount"] } },
  currency: "EUR",
  data: [{ field: "to", value: { kind: "reference", reference: { from: "event", path: ["name"] } } }],
};

const pay = (amount: Json) =>
  moveMoneyExecutor.run({ config, ...surroundings({ event: { amount, name: "Kim" } }) });

it("wants an exact amount moved", async () => {
  expect(await pay(480)).toEqual({
    kind: "effect",
    request: {
      action: "collections.pay",
      input: { collectionId: "col", amount: "480.00", currency: "EUR", data: { to: "Kim" } },
      summary: "Pay 480.00 EUR: to Kim",
    },
  });
});

it.each([
  [480.5, "480.50"],
  ["0.10", "0.10"],
  ["1,200", "1200.00"],
  [" 7.5 ", "7.50"],
  ["12345678901234.99", "12345678901234.99"],
  ["480.500", "480.50"],
])("writes %j as %s", (value, amount) => {
  expect(toAmount(value)).toBe(amount);
});

it.each([0, -5, 0.001, 480.005, "1e3", "12,5", "four", "", true, null, Number.NaN])(
  "needs mending for an amount of %j",
  async (amount) => {
    await expect(pay(amount)).rejects.toMatchObject({ name: "NeedsMending", field: "amount" });
  },
);
