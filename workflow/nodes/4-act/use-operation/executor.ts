import { pathOfKey } from "@/workflow/operations/fields";
import type { Executor } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { lenientMapping } from "../../resolve";
import type { UseOperationConfig } from "./definition";

export const useOperationExecutor: Executor<UseOperationConfig> = {
  async run(call) {
    const { connectionId, operation, values } = call.config;
    const given = lenientMapping(values, call);
    // An empty text is what a form leaves where nothing was filled in.
    const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
    const named = Object.entries(filled).map(
      ([key, value]) => [pathOfKey(key).at(-1) ?? key, value] as const,
    );
    const told = describeData(Object.fromEntries(named));
    return wantEffect({
      action: "openapi.use-operation",
      connectionId,
      input: { operation: operation.key, values: filled },
      summary: told === "" ? operation.summary : `${operation.summary}: ${told}`,
    });
  },
};
