import { joinWords } from "@/workflow/expressions/words";
import type { Executor } from "@/workflow/ports";
import { lenientMapping } from "../../resolve";
import { humanise } from "../../words";
import type { ComputeConfig } from "./definition";

export const computeExecutor: Executor<ComputeConfig> = {
  async run(call) {
    const { config } = call;
    const output = lenientMapping(config.fields, call);
    const absent = config.fields.map(({ field }) => field).filter((field) => !Object.hasOwn(output, field));
    const reason =
      absent.length === 0
        ? `Set ${joinWords(Object.keys(output).map(humanise))}`
        : `${joinWords(absent.map(humanise))} could not be set: a value is missing`;
    return { kind: "settled", port: "done", output, reason };
  },
};
