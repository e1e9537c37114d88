import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import type { StripeInvoiceItemConfig } from "./definition";
import { stripeInvoiceItemExecutor } from "./executor";

const config: StripeInvoiceItemConfig = {
  connectionId: "account",
  customer: { kind: "literal", value: "cus_1" },
  amount: { kind: "literal", value: 7.05 },
  currency: "USD",
  description: { kind: "reference", reference: { from: "event", path: ["text"] } },
};
const run = (text: string) => stripeInvoiceItemExecutor.run({ config, ...surroundings({ event: { text } }) });

it("wants an exact amount put on the next invoice", async () => {
  expect(await run("Postage")).toEqual({
    kind: "effect",
    request: {
      action: "stripe.invoice-item",
      connectionId: "account",
      input: { customer: "cus_1", amount: "7.05", currency: "USD", description: "Postage" },
      summary: "Charge 7.05 USD to cus_1: Postage",
    },
  });
});

it("needs mending without a text, which the invoice would show", async () => {
  await expect(run("")).rejects.toMatchObject({ name: "NeedsMending", field: "description" });
});
