import type { Executor } from "@/workflow/ports";
import { startWithEvent } from "../../trigger-output";
import type { FormConfig } from "./definition";

export const formExecutor: Executor<FormConfig> = {
  run: async ({ config, lookup }) => startWithEvent(lookup, `“${config.title}” was submitted`),
};
