import type { Executor } from "@/workflow/ports";
import { resolveFilters } from "../../filters";
import { counted, describeFilters } from "../../words";
import type { FindRecordConfig } from "./definition";

export const findRecordExecutor: Executor<FindRecordConfig> = {
  async run(call) {
    const { config } = call;
    const query = resolveFilters(config.filters, call);
    if ("absent" in query) {
      const reason = `Nothing to look for: ${query.absent} is missing`;
      return { kind: "settled", port: "not-found", output: {}, reason };
    }
    const { records, total } = await call.services.records.find({
      collectionId: config.collectionId,
      filters: query.filters,
      limit: 1,
    });
    const [record] = records;
    if (!record) {
      const reason = `No record ${describeFilters(literal(query.filters))}`;
      return { kind: "settled", port: "not-found", output: {}, reason };
    }
    const reason = total > 1 ? `Took the newest of ${counted(total, "record")}` : "Found one record";
    const output = { record: record.data, id: record.id, version: record.version };
    return { kind: "settled", port: "found", output, reason };
  },
};

type Resolved = Extract<ReturnType<typeof resolveFilters>, { filters: unknown }>["filters"];

/** Filters with the values that were looked for, so that the reason names them. */
function literal(filters: Resolved): FindRecordConfig["filters"] {
  return filters.map(({ field, operator, value }) => ({
    field,
    operator,
    value: { kind: "literal", value: typeof value === "object" ? JSON.stringify(value) : value },
  }));
}
