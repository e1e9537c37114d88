import { shorten } from "@/workflow/expressions/words";
import type { Executor } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { requireAmount, requireText } from "../../resolve";
import type { StripeInvoiceItemConfig } from "./definition";

export const stripeInvoiceItemExecutor: Executor<StripeInvoiceItemConfig> = {
  async run(call) {
    const { config } = call;
    const { connectionId, currency } = config;
    const customer = requireText({
      value: config.customer,
      call,
      field: "customer",
      label: "Customer",
    }).trim();
    const amount = requireAmount({ value: config.amount, call, field: "amount", label: "Amount" });
    const text = requireText({
      value: config.description,
      call,
      field: "description",
      label: "Text on the invoice",
    });
    const description = shorten(text, 500);
    return wantEffect({
      action: "stripe.invoice-item",
      connectionId,
      input: { customer, amount, currency, description },
      summary: `Charge ${amount} ${currency} to ${customer}: ${description}`,
    });
  },
};
