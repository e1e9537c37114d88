import type { Outputs } from "@/components/api";
import type { JsonObject } from "@/workflow/json";
import { humanise } from "@/workflow/nodes/words";

type EditField = Outputs["operations"]["editForm"]["fields"][number];

/** A field as a person writes it. */
export function textOf({ value, text }: EditField): string {
  if (value === null) return "";
  return text ? String(value) : JSON.stringify(value, null, typeof value === "object" ? 2 : 0);
}

/** "readBack" is "Read back". */
export function labelOf({ key }: EditField): string {
  const words = humanise(key);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export function isLong(field: EditField): boolean {
  const text = textOf(field);
  return text.length > 80 || text.includes("\n");
}

/** The input that the texts say, and the fields whose text is not JSON. A field that was absent and is empty stays so. */
export function inputOf(
  fields: readonly EditField[],
  texts: { readonly [key: string]: string },
): { input: JsonObject; malformed: string[] } {
  const input: JsonObject = {};
  const malformed: string[] = [];
  for (const field of fields) {
    const text = texts[field.key] ?? "";
    if (text === "" && (field.value === null || !field.text)) continue;
    try {
      input[field.key] = field.text ? text : JSON.parse(text);
    } catch {
      malformed.push(field.key);
    }
  }
  return { input, malformed };
}
