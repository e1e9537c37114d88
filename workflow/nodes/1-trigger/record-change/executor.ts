import { toText } from "@/workflow/expressions/convert";
import type { Executor } from "@/workflow/ports";
import { startWithEvent } from "../../trigger-output";
import type { RecordChangeConfig } from "./definition";

const SENTENCES: { readonly [change: string]: string } = {
  created: "A record was created",
  deleted: "A record was deleted",
};

export const recordChangeExecutor: Executor<RecordChangeConfig> = {
  run: async ({ lookup }) => {
    const change = toText(lookup({ from: "event", path: ["change"] }) ?? "");
    const title = toText(lookup({ from: "event", path: ["title"] }) ?? "");
    const sentence = SENTENCES[change] ?? "A record was changed";
    return startWithEvent(lookup, title === "" ? sentence : `${sentence}: ${title}`);
  },
};
