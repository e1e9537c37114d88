import type { Executor } from "@/workflow/ports";
import type { NoteConfig } from "./definition";

/** Notes stand in no plan, so nothing ever runs this. */
export const noteExecutor: Executor<NoteConfig> = {
  run: async () => {
    throw new Error("A note was run; notes are not part of a plan.");
  },
};
