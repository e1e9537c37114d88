import { isJsonObject, type Json } from "@/workflow/json";
import { type Executor, type Item, NeedsMending } from "@/workflow/ports";
import { counted, humanise, plainLabel } from "../../words";
import type { ForEachConfig } from "./definition";

/** What one run goes through at most, over all chunks. */
const MOST_ITEMS = 10_000;
const LONGEST_ID = 100;

export const forEachExecutor: Executor<ForEachConfig> = {
  async run({ config, lookup }) {
    const name = plainLabel(config.list);
    const list = lookup(config.list);
    if (list === undefined || list === null) {
      throw new NeedsMending(`“List” needs “${name}”, which is missing in this run.`, "list");
    }
    if (!Array.isArray(list)) {
      throw new NeedsMending(`“${name}” is not a list, so there is nothing to go through.`, "list");
    }
    if (list.length > MOST_ITEMS) {
      throw new NeedsMending(
        `“${name}” has ${counted(list.length, "item")}; one run goes through at most ${MOST_ITEMS}. Split it.`,
        "list",
      );
    }
    const items = identified(list, config.idField);
    refuseTwins(items, config.idField);
    return { kind: "each", items };
  },
};

function identified(list: readonly Json[], idField: string): Item[] {
  if (idField !== "") {
    return list.map((data, index) => ({ id: idIn(data, idField) ?? lacksId(index, idField), data }));
  }
  const own = list.map((data) => idIn(data, "id"));
  // Records' own ids or places: of both mixed, two could meet by chance.
  const all = own.every((id) => id !== undefined);
  return list.map((data, index) => ({ id: (all && own[index]) || String(index + 1), data }));
}

/** An id as text; undefined when there is none that could be one. */
function idIn(data: Json, field: string): string | undefined {
  if (!isJsonObject(data) || !Object.hasOwn(data, field)) return undefined;
  const id = data[field];
  if (typeof id !== "string" && typeof id !== "number") return undefined;
  const text = String(id).trim();
  return text === "" || text.length > LONGEST_ID ? undefined : text;
}

function lacksId(index: number, field: string): never {
  throw new NeedsMending(
    `Item ${index + 1} of the list has no “${humanise(field)}” of 1 to ${LONGEST_ID} characters to tell it from the others.`,
    "idField",
  );
}

function refuseTwins(items: readonly Item[], idField: string): void {
  const places = new Map<string, number>();
  for (const [index, { id }] of items.entries()) {
    const first = places.get(id);
    if (first !== undefined) {
      throw new NeedsMending(
        `Items ${first + 1} and ${index + 1} of the list have the same “${humanise(idField || "id")}” (${id}), so they cannot be told apart. Mend the list, or choose another field.`,
        "idField",
      );
    }
    places.set(id, index);
  }
}
