import { evaluateCondition } from "@/workflow/expressions/condition";
import type { Rule } from "@/workflow/expressions/schema";
import type { JsonObject } from "@/workflow/json";
import type { Call, Executor, RecordFilter, Settled } from "@/workflow/ports";
import { resolveFilters } from "../../filters";
import { lookAgain } from "../../look-again";
import { contextOf } from "../../resolve";
import { UNIT_MS } from "../../settings";
import { humanise } from "../../words";
import type { ReadBackConfig } from "./definition";

export const readBackExecutor: Executor<ReadBackConfig> = {
  async run(call) {
    const wanted = wantedIn(call);
    // What this run does not know now it will not know later.
    if ("kind" in wanted) return wanted;
    const found = await readBack(call, wanted);
    if (found.port === "as-meant") return found;
    const { patience, within } = call.config;
    const forMs = patience === "once" ? 0 : within.amount * UNIT_MS[within.unit];
    return lookAgain(call.services, forMs, found.reason) ?? found;
  },
};

type Found = Settled & { reason: string };

type Wanted = { which: RecordFilter[]; meant: RecordFilter[] };

function wantedIn(call: Call<ReadBackConfig>): Wanted | Found {
  const which = resolveFilters(call.config.filters, call);
  if ("absent" in which) return missing(`Nothing to look for: ${which.absent} is missing`);
  const meant = resolveFilters(call.config.expected, call);
  if ("filters" in meant) return { which: which.filters, meant: meant.filters };
  const reason = `Nothing to compare with: ${meant.absent} is missing`;
  return { kind: "settled", port: "mismatch", output: { asMeant: false, reason }, reason };
}

async function readBack(call: Call<ReadBackConfig>, { which, meant }: Wanted): Promise<Found> {
  const { config, services } = call;
  const query = { collectionId: config.collectionId, filters: which, limit: 1 };
  const [record] = (await services.records.find(query)).records;
  if (!record) return missing("The record is not there.");
  const { result, why } = compare(record.data, meant, call);
  const reason = `${result ? "As meant" : "Not as meant"}: ${why}`;
  const { id, version } = record;
  const output: JsonObject = { record: record.data, id, version, asMeant: result, reason };
  return { kind: "settled", port: result ? "as-meant" : "mismatch", output, reason };
}

function missing(reason: string): Found {
  return { kind: "settled", port: "not-found", output: { asMeant: false, reason }, reason };
}

function compare(data: JsonObject, meant: readonly RecordFilter[], { services }: Call<ReadBackConfig>) {
  const rules = meant.map(
    ({ field, operator, value }): Rule => ({
      left: { from: "record", path: [field] },
      operator,
      right: { kind: "literal", value: typeof value === "object" ? JSON.stringify(value) : value },
    }),
  );
  const context = {
    ...contextOf(services),
    labelOf: ({ path: [field] }: Rule["left"]) => humanise(String(field)),
  };
  return evaluateCondition({ combinator: "and", rules }, ({ path: [field] }) => data[String(field)], context);
}
