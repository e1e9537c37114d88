import { evaluateCondition } from "@/workflow/expressions/condition";
import type { Executor } from "@/workflow/ports";
import { plainLabel } from "../../words";
import type { AssertConfig } from "./definition";

export const assertExecutor: Executor<AssertConfig> = {
  async run({ config, lookup, services }) {
    const { result, why } = evaluateCondition(config.condition, lookup, {
      now: services.now,
      labelOf: plainLabel,
    });
    const reason = `${result ? "Holds" : "Does not hold"}, because ${why}`;
    return { kind: "settled", port: result ? "holds" : "fails", output: { holds: result, reason }, reason };
  },
};
