import { shorten } from "@/workflow/expressions/words";
import type { Executor } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { optionalText, requireAmount, requireText } from "../../resolve";
import type { StripeCreditNoteConfig } from "./definition";

export const stripeCreditNoteExecutor: Executor<StripeCreditNoteConfig> = {
  async run(call) {
    const { config } = call;
    const { connectionId, currency } = config;
    const invoice = requireText({ value: config.invoice, call, field: "invoice", label: "Invoice" }).trim();
    const amount = requireAmount({ value: config.amount, call, field: "amount", label: "Amount" });
    const memo = shorten(optionalText(config.memo, call), 500);
    return wantEffect({
      action: "stripe.credit-note",
      connectionId,
      input: { invoice, amount, currency, ...(memo === "" ? {} : { memo }) },
      summary: `Credit ${amount} ${currency} on ${invoice}`,
    });
  },
};
