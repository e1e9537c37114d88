import type { Classification, Related } from "@/workflow/operations/classification";
import { fieldsOfOperation } from "@/workflow/operations/fields";
import type { Operation } from "@/workflow/operations/operation";
import type { Shape } from "@/workflow/operations/shape";

/**
 * What an operation probably does, is read back by and taken back by, from how documents usually pair operations:
 * POST /things with GET and DELETE /things/{id}, PATCH /things/{id} with GET of the same. A person confirms it.
 */
export function proposals(operations: readonly Operation[]): ReadonlyMap<string, Classification> {
  const places = new Map<string, Operation>();
  for (const operation of operations) {
    if (operation.unusable === "") places.set(`${operation.method} ${placeOf(operation.path)}`, operation);
  }
  return new Map(operations.map((operation) => [operation.key, propose(operation, places)]));
}

type Places = ReadonlyMap<string, Operation>;

/** A path whatever its parameters are called. */
function placeOf(path: string): string {
  return path.replace(/\{[^{}]*\}/g, "{}").replace(/\/+$/, "");
}

function propose(operation: Operation, places: Places): Classification {
  const none = { money: null, readBack: null, reversal: null };
  if (operation.method === "GET") return { effect: "read", retry: "native-key", ...none };
  const money = moneyOf(operation);
  const place = placeOf(operation.path);
  const same = places.get(`GET ${place}`);
  const isItem = place.endsWith("{}");
  if (operation.method === "DELETE") {
    const readBack = isItem && same ? relatedByInput(operation, same) : null;
    return { effect: "delete", retry: "native-key", money: null, readBack, reversal: null };
  }
  if (operation.method !== "POST" || (isItem && same)) {
    const readBack = same && shows(operation, same) ? relatedByInput(operation, same) : null;
    return {
      effect: money ? "money" : "update",
      retry:
        operation.method === "PUT" || operation.keyHeader
          ? "native-key"
          : readBack
            ? "search-first"
            : "never",
      money,
      readBack,
      // Giving back what was there needs to know what was there, and what moves money moves it again.
      reversal: readBack && !money ? { kind: "give-back", by: relatedByInput(operation, operation) } : null,
    };
  }
  const read = places.get(`GET ${place}/{}`);
  const remove = places.get(`DELETE ${place}/{}`);
  const removed = remove && relatedByAnswer(operation, remove);
  return {
    effect: money
      ? "money"
      : SENDS.test(`${operation.summary} ${place.split("/").at(-1)}`)
        ? "send"
        : "create",
    retry: operation.keyHeader ? "native-key" : "never",
    money,
    readBack: (read && shows(operation, read) && relatedByAnswer(operation, read)) || null,
    reversal: removed ? { kind: "remove", by: removed } : null,
  };
}

/** Whether what is sent can be seen in what is read; where neither is described, it may be. */
function shows(operation: Operation, read: Operation): boolean {
  const sent = namesWithin(operation.body?.shape);
  const answered = namesWithin(read.answer);
  return sent.size === 0 || answered.size === 0 || [...sent].some((name) => answered.has(name));
}

/** Names of fields, those within objects of the first level too. */
function namesWithin(shape: Shape | null | undefined): ReadonlySet<string> {
  const fields = Object.entries(shape?.fields ?? {});
  return new Set(fields.flatMap(([name, each]) => [name, ...Object.keys(each.fields ?? {})]));
}

const SENDS = /\b(send|sends|sms|emails?|messages?|notif(y|ies|ications?)|invites?|invitations?)\b/i;

function moneyOf(operation: Operation): Classification["money"] {
  const fields = fieldsOfOperation(operation);
  const amount = fields.find(
    ({ key, type }) => /(^|[/_])(amount|amount_cents)$/i.test(key) && (type === "number" || type === "text"),
  );
  const currency = fields.find(({ key }) => /(^|[/_])currency(_?code)?$/i.test(key));
  if (!amount || !currency) return null;
  const shape = shapeAt(operation.body?.shape, amount.key.split("/").slice(1));
  return {
    amount: amount.key,
    currency: { from: "field", key: currency.key },
    smallestUnit: /cents$/i.test(amount.key) || shape?.type === "integer",
  };
}

function shapeAt(shape: Shape | undefined, path: readonly string[]): Shape | undefined {
  return path.reduce<Shape | undefined>((at, name) => at?.fields?.[name], shape);
}

/** Both stand at the same place: what one was given leads to the other. */
function relatedByInput(operation: Operation, other: Operation): Related {
  const [theirs, ours] = [parametersOf(other.path), parametersOf(operation.path)];
  const parameters = Object.fromEntries(
    theirs.map((name, at) => [name, { from: "input" as const, key: `path/${ours[at] ?? name}` }]),
  );
  return { ...identity(other), parameters, within: withinOf(other.answer) };
}

/** The other stands one step further: the last part of its path is what this one answers. */
function relatedByAnswer(operation: Operation, other: Operation): Related | null {
  const [theirs, ours] = [parametersOf(other.path), parametersOf(operation.path)];
  const last = theirs.at(-1);
  const within = withinOf(operation.answer);
  const path = last === undefined ? null : idWithin(operation, last, within);
  if (last === undefined || path === null) return null;
  const shared = theirs
    .slice(0, -1)
    .map((name, at) => [name, { from: "input" as const, key: `path/${ours[at] ?? name}` }]);
  return {
    ...identity(other),
    parameters: Object.fromEntries([...shared, [last, { from: "answer" as const, path }]]),
    within: withinOf(other.answer),
  };
}

function identity({ key, method, path }: Operation): Pick<Related, "operation" | "method" | "path"> {
  return { operation: key, method, path };
}

function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? "");
}

/** Many answers hold what they are about in one field of theirs. */
function withinOf(answer: Shape | null): string[] {
  const fields = Object.entries(answer?.fields ?? {});
  if (fields.some(([name]) => /^(id|uuid|key|name)$/i.test(name))) return [];
  const objects = fields.filter(([, { type }]) => type === "object");
  const [only] = objects;
  return only && (fields.length === 1 || (objects.length === 1 && only[0] === "data")) ? [only[0]] : [];
}

/** The field of an answer that names the new thing; null where the answer is described and has none that fits. */
function idWithin({ answer, path }: Operation, parameter: string, within: string[]): string[] | null {
  const fields = shapeAt(answer ?? undefined, within)?.fields;
  if (!fields || Object.keys(fields).length === 0) return answer?.type === "list" ? null : [...within, "id"];
  const names = Object.keys(fields);
  const plain = parameter.toLowerCase().replace(/[^a-z0-9]/g, "");
  const thing = (path.split("/").at(-1) ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/s$/, "");
  const tail = plain.startsWith(thing)
    ? plain.slice(thing.length)
    : plain.replace(/^.*?(id|number|key|slug|name)$/, "$1");
  const wanted = [plain, tail, "id", "uuid", `${thing}id`, "key", "slug"].filter((each) => each !== "");
  for (const each of wanted) {
    const found = names.find((name) => name.toLowerCase().replace(/[^a-z0-9]/g, "") === each);
    if (found !== undefined && ["text", "integer", "number", "any"].includes(fields[found]?.type ?? "")) {
      return [...within, found];
    }
  }
  return null;
}
