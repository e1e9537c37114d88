import type { Executor } from "@/workflow/ports";
import { startWithEvent } from "../../trigger-output";
import type { CalledConfig } from "./definition";

export const calledExecutor: Executor<CalledConfig> = {
  run: async ({ lookup }) => startWithEvent(lookup, "Another workflow started this one"),
};
