import type { Json } from "@/workflow/json";
import { Refusal } from "./refusal";

/** The most a request may carry. */
export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DEPTH = 100;
/** Own properties of these names confuse code that copies objects; no honest sender needs them. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The body as JSON that the database can keep unchanged.
 * @throws Refusal 400 in a sentence.
 */
export function parseJson(rawBody: Buffer): Json {
  const text = decodeUtf8(rawBody);
  // Measured before parsing, so that a hostile body costs one pass over it and no stack.
  if (nestingOf(text) > MAX_DEPTH) {
    throw new Refusal(400, `The body is nested deeper than ${MAX_DEPTH} levels. Send it flatter.`);
  }
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    throw new Refusal(400, "The body is not valid JSON. Check its quotes, commas and brackets.");
  }
  refuseUnkeepable(parsed);
  return parsed;
}

export function decodeUtf8(rawBody: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(rawBody);
  } catch {
    throw new Refusal(400, "The body is not UTF-8 text. Send it encoded as UTF-8.");
  }
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inString) {
      if (character === 0x5c) at += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) {
      inString = true;
    } else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === 0x5d || character === 0x7d) {
      depth -= 1;
    }
  }
  return deepest;
}

/** Refuses what would be lost or changed on its way into the database. Depth is bounded by now. */
function refuseUnkeepable(value: Json): void {
  if (typeof value === "string") refuseText(value);
  else if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new Refusal(400, "A number in the body is too large. Send it as text.");
  } else if (Array.isArray(value)) {
    for (const item of value) refuseUnkeepable(item);
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) {
      if (FORBIDDEN_KEYS.has(key)) {
        throw new Refusal(400, `The body has a field called “${key}”, which is not accepted. Rename it.`);
      }
      refuseText(key);
      refuseUnkeepable(item);
    }
  }
}

/** Text that Postgres cannot keep: NUL characters and halves of surrogate pairs. */
export function refuseText(text: string): void {
  if (text.includes("\u0000") || !isWellFormed(text)) {
    throw new Refusal(
      400,
      "The body holds a character that is not text (NUL or half a surrogate pair). Remove it.",
    );
  }
}

function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDFFF]/u.test(text);
}
