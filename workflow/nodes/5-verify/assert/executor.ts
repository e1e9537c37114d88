import { evaluateCondition } from "@/workflow/expressions/condition";
import type { Executor } from "@/workflow/ports";
import { contextOf } from "../../resolve";
import type { AssertConfig } from "./definition";

export const assertExecutor: Executor<AssertConfig> = {
  async run({ config, lookup, services }) {
    const { result, why } = evaluateCondition(config.condition, lookup, contextOf(services));
    const reason = `${result ? "Holds" : "Does not hold"}, because ${why}`;
    return { kind: "settled", port: result ? "holds" : "fails", output: { holds: result, reason }, reason };
  },
};
