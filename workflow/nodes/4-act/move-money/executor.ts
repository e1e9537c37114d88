import { toText } from "@/workflow/expressions/convert";
import { type Executor, NeedsMending } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { toAmount } from "../../money";
import { lenientMapping, requireValue } from "../../resolve";
import type { MoveMoneyConfig } from "./definition";

export const moveMoneyExecutor: Executor<MoveMoneyConfig> = {
  async run(call) {
    const { config } = call;
    const { collectionId, currency } = config;
    const found = requireValue({ value: config.amount, call, field: "amount", label: "Amount" });
    const amount = toAmount(found);
    if (amount === null) {
      const sentence = `“Amount” is “${toText(found)}”. It has to be more than 0, with at most two decimals.`;
      throw new NeedsMending(sentence, "amount");
    }
    const data = lenientMapping(config.data, call);
    const details = Object.keys(data).length === 0 ? "" : `: ${describeData(data)}`;
    return wantEffect({
      action: "collections.pay",
      input: { collectionId, amount, currency, data },
      summary: `Pay ${amount} ${currency}${details}`,
    });
  },
};
