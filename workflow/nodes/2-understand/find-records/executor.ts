import type { JsonObject } from "@/workflow/json";
import type { Executor, RecordSnapshot } from "@/workflow/ports";
import { resolveFilters } from "../../filters";
import { counted } from "../../words";
import type { FindRecordsConfig } from "./definition";
import { exactSum } from "./sum";

export const findRecordsExecutor: Executor<FindRecordsConfig> = {
  async run(call) {
    const { config } = call;
    const query = resolveFilters(config.filters, call);
    if ("absent" in query) {
      const reason = `Nothing to look for: ${query.absent} is missing`;
      return { kind: "settled", port: "done", output: summarise(config, [], 0), reason };
    }
    const { records, total } = await call.services.records.find({
      collectionId: config.collectionId,
      filters: query.filters,
      limit: config.limit,
    });
    const beyond = total > records.length ? `, read the newest ${records.length}` : "";
    const reason = `${counted(total, "record")} match${total === 1 ? "es" : ""}${beyond}`;
    return { kind: "settled", port: "done", output: summarise(config, records, total), reason };
  },
};

function summarise(config: FindRecordsConfig, records: RecordSnapshot[], count: number): JsonObject {
  const [newest] = records;
  const field = config.totalField;
  return {
    count,
    ...(field === "" ? {} : { total: exactSum(records.map(({ data }) => data[field])) }),
    records: records.map(({ id, version, data }) => ({ record: data, id, version })),
    ...(newest ? { newest: newest.data } : {}),
  };
}
