import { evaluateCondition } from "@/workflow/expressions/condition";
import type { Executor, Settled } from "@/workflow/ports";
import { contextOf } from "../../resolve";
import { type BranchConfig, OTHERWISE } from "./definition";

export const branchExecutor: Executor<BranchConfig> = {
  async run({ config, lookup, services }) {
    const against: string[] = [];
    for (const { id, name, when } of config.outcomes) {
      const { result, why } = evaluateCondition(when, lookup, contextOf(services));
      if (result) return decided(config, id, name, `${name}, because ${why}`);
      against.push(`not ${name}, because ${why}`);
    }
    return decided(config, OTHERWISE, "Otherwise", capitalized(against.join("; ")));
  },
};

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function decided(config: BranchConfig, port: string, outcome: string, reason: string): Settled {
  const owner = config.owner.trim() || "Workflow rules";
  return {
    kind: "settled",
    port,
    output: { outcome, reason },
    reason,
    decision: { kind: "rule", reason, owner },
  };
}
