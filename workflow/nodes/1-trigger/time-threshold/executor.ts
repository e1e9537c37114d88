import { toText } from "@/workflow/expressions/convert";
import type { Executor } from "@/workflow/ports";
import { startWithEvent } from "../../trigger-output";
import { humanise } from "../../words";
import type { TimeThresholdConfig } from "./definition";

export const timeThresholdExecutor: Executor<TimeThresholdConfig> = {
  async run({ config, lookup }) {
    const told = (path: string[]) => toText(lookup({ from: "event", path }));
    const date = told(["record", config.field]);
    return startWithEvent(
      lookup,
      `${humanise(config.field)} of “${told(["title"])}” is ${date || "reached"}`,
    );
  },
};
