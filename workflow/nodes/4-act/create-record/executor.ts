import type { Executor } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { lenientMapping } from "../../resolve";
import type { CreateRecordConfig } from "./definition";

export const createRecordExecutor: Executor<CreateRecordConfig> = {
  async run(call) {
    const { config } = call;
    const data = lenientMapping(config.values, call);
    return wantEffect({
      action: "collections.create-record",
      input: { collectionId: config.collectionId, data },
      summary: `Create a record: ${describeData(data)}`,
    });
  },
};
