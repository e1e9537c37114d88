import type { Executor } from "@/workflow/ports";
import type { JoinConfig } from "./definition";

export const joinExecutor: Executor<JoinConfig> = {
  run: async () => ({ kind: "settled", port: "done", output: {}, reason: "Branches joined" }),
};
