import type { Executor } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { lenientMapping } from "../../resolve";
import type { StartWorkflowConfig } from "./definition";

export const startWorkflowExecutor: Executor<StartWorkflowConfig> = {
  async run(call) {
    const { workflowId, inputs: mapping, wait } = call.config;
    const inputs = lenientMapping(mapping, call);
    const given = mapping.length > 0 ? `: ${describeData(inputs)}` : "";
    return wantEffect({
      action: "workflows.start",
      input: { workflowId, inputs, wait },
      summary: `Start another workflow${given}`,
    });
  },
};
