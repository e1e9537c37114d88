import { expect, it } from "vitest";
import type { Value } from "@/workflow/expressions/schema";
import type { Json } from "@/workflow/json";
import { surroundings } from "../../testing";
import type { StripeRefundConfig } from "./definition";
import { stripeRefundExecutor } from "./executor";

const chip = (field: string): Value => ({ kind: "reference", reference: { from: "event", path: [field] } });
const config: StripeRefundConfig = {
  connectionId: "account",
  payment: chip("payment"),
  amount: chip("amount"),
  currency: "EUR",
  reason: "not-said",
};

const run = (event: { [field: string]: Json }, change: Partial<StripeRefundConfig> = {}) =>
  stripeRefundExecutor.run({ config: { ...config, ...change }, ...surroundings({ event }) });

it("wants an exact amount of the payment given back", async () => {
  expect(await run({ payment: " pi_1 ", amount: 12.5 })).toEqual({
    kind: "effect",
    request: {
      action: "stripe.refund",
      connectionId: "account",
      input: { payment: "pi_1", amount: "12.50", currency: "EUR" },
      summary: "Refund 12.50 EUR of pi_1",
    },
  });
});

it("says the reason where one is chosen", async () => {
  expect(await run({ payment: "pi_1", amount: "1" }, { reason: "duplicate" })).toMatchObject({
    request: { input: { reason: "duplicate" } },
  });
});

it.each([
  [{ payment: "", amount: 1 }, "payment"],
  [{ payment: "pi_1", amount: -1 }, "amount"],
])("needs mending for %j", async (event, field) => {
  await expect(run(event)).rejects.toMatchObject({ name: "NeedsMending", field });
});
