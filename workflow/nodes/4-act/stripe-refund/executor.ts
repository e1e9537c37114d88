import type { Executor } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { requireAmount, requireText } from "../../resolve";
import type { StripeRefundConfig } from "./definition";

export const stripeRefundExecutor: Executor<StripeRefundConfig> = {
  async run(call) {
    const { config } = call;
    const { connectionId, currency } = config;
    const payment = requireText({ value: config.payment, call, field: "payment", label: "Payment" }).trim();
    const amount = requireAmount({ value: config.amount, call, field: "amount", label: "Amount" });
    return wantEffect({
      action: "stripe.refund",
      connectionId,
      input: {
        payment,
        amount,
        currency,
        ...(config.reason === "not-said" ? {} : { reason: config.reason }),
      },
      summary: `Refund ${amount} ${currency} of ${payment}`,
    });
  },
};
