import { lookupIn } from "@/workflow/expressions/reference";
import type { JsonObject } from "@/workflow/json";
import type { RecordFilter, RecordSnapshot, Services, Surroundings } from "@/workflow/ports";

/** What an executor's test gives it: outputs by node id ("event" for what arrived), records, a fixed moment. */
export function surroundings(
  outputs: Record<string, JsonObject> = {},
  services: Partial<Services> = {},
): Surroundings {
  return {
    lookup: lookupIn(new Map(Object.entries(outputs))),
    services: { records: recordsOf([]).records, now: new Date("2026-03-01T10:00:00Z"), ...services },
  };
}

/** A reader that answers these records to every query, and remembers what it was asked. */
export function recordsOf(data: JsonObject[], total = data.length) {
  const asked: { collectionId: string; filters: RecordFilter[]; limit: number }[] = [];
  const found = data.map(
    (each, index): RecordSnapshot => ({
      id: `rec-${index + 1}`,
      collection: "assets",
      version: index + 1,
      data: each,
    }),
  );
  const records: Services["records"] = {
    find: async (query) => {
      asked.push(query);
      return { records: found.slice(0, query.limit), total };
    },
  };
  return { records, asked };
}
