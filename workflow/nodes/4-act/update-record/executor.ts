import { type Executor, NeedsMending } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { requireText, strictMapping } from "../../resolve";
import type { UpdateRecordConfig } from "./definition";

export const updateRecordExecutor: Executor<UpdateRecordConfig> = {
  async run(call) {
    const { config } = call;
    const recordId = requireText({ value: config.recordId, call, field: "recordId", label: "Record" });
    const changes = strictMapping(config.changes, call, "changes");
    const expectedVersion = config.expectedVersion && call.lookup(config.expectedVersion);
    if (config.expectedVersion && typeof expectedVersion !== "number") {
      throw new NeedsMending(
        "“Only if unchanged since” needs a record's version, which is missing in this run.",
        "expectedVersion",
      );
    }
    return wantEffect({
      action: "collections.update-record",
      input: { recordId, ...(expectedVersion === undefined ? {} : { expectedVersion }), changes },
      summary: `Update a record: ${describeData(changes)}`,
    });
  },
};
