import { isJsonObject, type Json } from "@/workflow/json";

const LONGEST = 300;
/** Where systems put the sentence, the telling ones first; RFC 9457 has the last two. */
const PLACES = ["message", "error_description", "error", "errors", "detail", "title"];
const DEEPEST = 4;

/**
 * What a system says of its own refusal; "" where it says nothing that is for people. Whole and unchanged, or not at
 * all: credentials that it repeats are found and taken out later, which half of one would not be (`redact`).
 */
export function ownWords(body: Json): string {
  const words = sentenceIn(body, 0);
  return words.length > LONGEST ? "" : words;
}

function sentenceIn(value: Json | undefined, depth: number): string {
  if (value === undefined || depth > DEEPEST) return "";
  // A page of markup, or a dump, is no sentence.
  if (typeof value === "string") return depth > 0 && !/[<>{}]/.test(value) ? value : "";
  if (Array.isArray(value)) return sentenceIn(value[0], depth + 1);
  if (!isJsonObject(value)) return "";
  const found = PLACES.filter((place) => Object.hasOwn(value, place)).map((place) =>
    sentenceIn(value[place], depth + 1),
  );
  return found.find((each) => each !== "") ?? "";
}
