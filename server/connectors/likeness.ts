import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";

/** Comparing what was sent with what is read back, where the other side writes things in its own way. */

export type Likeness = {
  /** How many fields stand in both. */
  compared: number;
  /** Names of those that differ. */
  differing: string[];
};

/** Compares only what was sent, and only what is answered too. */
export function likenessOf(sent: Json | undefined, found: Json | undefined, name = ""): Likeness {
  if (sent === undefined || found === undefined) return { compared: 0, differing: [] };
  if (isJsonObject(sent) && isJsonObject(found)) {
    const parts = Object.entries(sent).map(([key, each]) =>
      likenessOf(
        each,
        Object.hasOwn(found, key) ? found[key] : undefined,
        name === "" ? key : `${name}.${key}`,
      ),
    );
    return {
      compared: parts.reduce((sum, { compared }) => sum + compared, 0),
      differing: parts.flatMap(({ differing }) => differing),
    };
  }
  // A label may come back as an object of its own: that is no difference anybody could judge here.
  if (isScalar(sent) !== isScalar(found)) return { compared: 0, differing: [] };
  if (Array.isArray(sent) && Array.isArray(found)) {
    if (![...sent, ...found].every(isScalar)) return { compared: 0, differing: [] };
    const [wanted, there] = [sent.map(plain).sort(), found.map(plain).sort()];
    const same = wanted.length === there.length && wanted.every((each, at) => each === there[at]);
    return { compared: 1, differing: same ? [] : [name] };
  }
  if (!isScalar(sent)) return { compared: 0, differing: [] };
  return { compared: 1, differing: plain(sent) === plain(found) ? [] : [name] };
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

/** 480 and "480.00", two ways to write one moment, "" and null are the same. */
function plain(value: Json): string {
  const text = value === null ? "" : String(value).trim();
  if (/^-?\d{1,15}(\.\d{1,10})?$/.test(text)) return String(Number(text));
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) {
    const moment = Date.parse(text);
    if (Number.isFinite(moment)) return new Date(moment).toISOString();
  }
  return text;
}

/** What stands in `found` at the places that `like` has. Undefined for what is not there. */
export function pickAlong(like: Json, found: Json | undefined): Json | undefined {
  if (!isJsonObject(like) || !isJsonObject(found)) return found;
  const picked: JsonObject = {};
  for (const key of Object.keys(like)) {
    const each = Object.hasOwn(found, key) ? pickAlong(like[key] ?? null, found[key]) : undefined;
    if (each !== undefined) picked[key] = each;
  }
  return Object.keys(like).length > 0 && Object.keys(picked).length === 0 ? undefined : picked;
}

/** The part of an answer that things are about; the whole where it is not wrapped as said. */
export function within(body: Json, path: readonly string[]): Json {
  let found: Json = body;
  for (const name of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, name)) return body;
    found = found[name] ?? null;
  }
  return found;
}
