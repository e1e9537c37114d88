import type { Outputs } from "@/components/api";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import { humanise } from "@/workflow/nodes/words";

type EditField = Outputs["operations"]["editForm"]["fields"][number];

/** One entry of the form: a field, or what stands in one. `text`: written as it is, otherwise as JSON. */
export type Entry = {
  id: string;
  label: string;
  path: readonly [field: string, within?: string];
  value: Json | null;
  text: boolean;
};

/** What is a plain list of names and values is one entry a name, so that nobody has to write JSON to mend a word. */
export function entriesOf(fields: readonly EditField[]): Entry[] {
  return fields.flatMap(({ key, value, text }): Entry[] => {
    const words = humanise(key);
    const label = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    if (!isPlain(value)) return [{ id: key, label, path: [key], value, text }];
    return Object.entries(value).map(([name, inner]) => ({
      id: `${key}.${name}`,
      label: `${label}: ${name}`,
      path: [key, name],
      value: inner,
      text: typeof inner === "string",
    }));
  });
}

function isPlain(value: Json | null): value is JsonObject {
  if (value === null || !isJsonObject(value)) return false;
  const inner = Object.values(value);
  return inner.length > 0 && inner.every((each) => each !== null && typeof each !== "object");
}

/** An entry as a person writes it. */
export function textOf({ value, text }: Entry): string {
  if (value === null) return "";
  return text ? String(value) : JSON.stringify(value, null, typeof value === "object" ? 2 : 0);
}

export function textsOf(entries: readonly Entry[]): { [id: string]: string } {
  return Object.fromEntries(entries.map((entry) => [entry.id, textOf(entry)]));
}

export function isLong(entry: Entry): boolean {
  const text = textOf(entry);
  return text.length > 80 || text.includes("\n");
}

/** What to do about an entry whose text is not what it has to be. */
export function howToMend({ value }: Entry): string {
  if (typeof value === "number") return "This has to be a number, like 12 or 99.5.";
  if (typeof value === "boolean") return "This has to be true or false.";
  return "This is not valid JSON. Mend it, or empty the field.";
}

/** The input that the texts say, and the entries whose text is malformed. What was absent and is empty stays so. */
export function inputOf(
  entries: readonly Entry[],
  texts: { readonly [id: string]: string },
): { input: JsonObject; malformed: string[] } {
  const input: JsonObject = {};
  const malformed: string[] = [];
  for (const { id, path, value, text: asIs } of entries) {
    const text = texts[id] ?? "";
    if (text === "" && (value === null || !asIs)) continue;
    try {
      put(input, path, asIs ? text : JSON.parse(text));
    } catch {
      malformed.push(id);
    }
  }
  return { input, malformed };
}

function put(input: JsonObject, [field, within]: Entry["path"], value: Json): void {
  if (within === undefined) input[field] = value;
  else
    input[field] = {
      ...(isJsonObject(input[field] ?? null) ? (input[field] as JsonObject) : {}),
      [within]: value,
    };
}
