import { describeValue } from "@/workflow/expressions/describe";
import type { Operator, Reference } from "@/workflow/expressions/schema";
import { joinWords, shorten } from "@/workflow/expressions/words";
import type { Catalog } from "./define";
import type { Filters } from "./settings";

/** Parts of a path that say where something lies, not what it is. */
const CONTAINERS = new Set(["record", "data", "body"]);

/** A reference in words from its path alone: `["record", "order_total"]` reads "order total". */
export function plainLabel(reference: Reference): string {
  const telling = reference.path.filter((part) => !CONTAINERS.has(part));
  const parts = telling.length > 0 ? telling : reference.path;
  return parts.length === 0 ? reference.from : parts.map(humanise).join(" › ");
}

/** "orderTotal", "order_total" and "order-total" read "order total". */
export function humanise(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
}

/** "1 record", "3 records". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const FILTER_WORDS: Partial<Record<Operator, string>> = {
  is: "is",
  "is-not": "is not",
  contains: "contains",
  "at-least": "is at least",
  "at-most": "is at most",
};

/** Filters in words: "where email is requester and status is open"; empty without filters. */
export function describeFilters(filters: Filters): string {
  const tests = filters.map(
    ({ field, operator, value }) =>
      `${humanise(field)} ${FILTER_WORDS[operator] ?? operator} ${describeValue(value, plainLabel)}`,
  );
  return tests.length === 0 ? "" : `where ${joinWords(tests)}`;
}

/** One line of at most 120 characters, as a node's summary has room for. */
export function summaryLine(text: string): string {
  return shorten(text, 120);
}

/** A collection's name, for summaries. */
export function collectionName(catalog: Catalog, id: string): string {
  return catalog.collections.find((collection) => collection.id === id)?.name ?? "a collection";
}
