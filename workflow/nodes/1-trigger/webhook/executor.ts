import type { Executor } from "@/workflow/ports";
import { startWithEvent } from "../../trigger-output";
import type { WebhookConfig } from "./definition";

export const webhookExecutor: Executor<WebhookConfig> = {
  run: async ({ lookup }) => startWithEvent(lookup, "A message arrived"),
};
