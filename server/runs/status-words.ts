import type { RunStatus } from "@/server/db/generated/enums";

/** How a run's status is said. */
export const STATUS_WORDS: { readonly [status in RunStatus]: string } = {
  queued: "queued",
  running: "running",
  waiting: "waiting",
  degraded: "degraded: something it needs is down, the rest goes on",
  done: "done",
  failed: "failed",
  canceled: "canceled",
};
