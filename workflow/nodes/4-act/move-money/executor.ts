import type { Executor } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { lenientMapping, requireAmount } from "../../resolve";
import type { MoveMoneyConfig } from "./definition";

export const moveMoneyExecutor: Executor<MoveMoneyConfig> = {
  async run(call) {
    const { config } = call;
    const { collectionId, currency } = config;
    const amount = requireAmount({ value: config.amount, call, field: "amount", label: "Amount" });
    const data = lenientMapping(config.data, call);
    const details = Object.keys(data).length === 0 ? "" : `: ${describeData(data)}`;
    return wantEffect({
      action: "collections.pay",
      input: { collectionId, amount, currency, data },
      summary: `Pay ${amount} ${currency}${details}`,
    });
  },
};
