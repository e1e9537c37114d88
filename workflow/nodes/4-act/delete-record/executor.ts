import type { Executor } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { requireText } from "../../resolve";
import type { DeleteRecordConfig } from "./definition";

export const deleteRecordExecutor: Executor<DeleteRecordConfig> = {
  async run(call) {
    const { config } = call;
    const recordId = requireText({ value: config.recordId, call, field: "recordId", label: "Record" });
    return wantEffect({
      action: "collections.delete-record",
      input: { recordId },
      summary: `Delete record ${recordId}`,
    });
  },
};
