import type { Json } from "@/workflow/json";
import { isEmpty } from "./convert";

const MAX_SHOWN = 60;
const MAX_ITEMS = 6;

/** A value as it stands in a sentence: 480, gold, “two words”, a list as "a, b and c". */
export function showJson(value: Json, conjunction: "and" | "or" = "and"): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return showText(value);
  if (typeof value !== "object") return String(value);
  if (!Array.isArray(value)) return count(Object.keys(value).length, "field");
  if (isEmpty(value)) return "an empty list";
  const plain = value.filter((item) => item === null || typeof item !== "object");
  if (plain.length < value.length) return count(value.length, "item");
  const shown = plain.slice(0, MAX_ITEMS).map((item) => showJson(item));
  return joinWords(
    plain.length > MAX_ITEMS ? [...shown, `${plain.length - MAX_ITEMS} more`] : shown,
    conjunction,
  );
}

/** "a", "a and b", "a, b and c". */
export function joinWords(words: string[], conjunction: "and" | "or" = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** Whole phrases in one sentence; the comma keeps them apart where they hold an "and" of their own. */
export function joinPhrases(phrases: string[], conjunction: "and" | "or" = "and"): string {
  if (phrases.length < 2) return phrases.join("");
  return `${phrases.slice(0, -1).join(", ")}, ${conjunction} ${phrases.at(-1)}`;
}

/** Puts a text on one line and cuts it to `limit` characters. */
export function shorten(text: string, limit = MAX_SHOWN): string {
  // Only the beginning is looked at, however long the text.
  const line = text
    .slice(0, limit * 4)
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= limit && text.length <= limit * 4) return line;
  return `${[...line]
    .slice(0, limit - 1)
    .join("")
    .trimEnd()}…`;
}

function showText(text: string): string {
  const short = shorten(text);
  return short === "" || /\s/.test(short) ? `“${short}”` : short;
}

function count(amount: number, noun: string): string {
  return amount === 1 ? `one ${noun}` : `${amount} ${noun}s`;
}
