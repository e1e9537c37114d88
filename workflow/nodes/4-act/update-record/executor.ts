import { type Executor, NeedsMending } from "@/workflow/ports";
import { describeData, wantEffect } from "../../effects";
import { requireText, strictMapping } from "../../resolve";
import type { UpdateRecordConfig } from "./definition";

export const updateRecordExecutor: Executor<UpdateRecordConfig> = {
  async run({ config, lookup }) {
    const recordId = requireText({ value: config.recordId, lookup, field: "recordId", label: "Record" });
    const changes = strictMapping(config.changes, lookup, "changes");
    const expectedVersion = config.expectedVersion && lookup(config.expectedVersion);
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
