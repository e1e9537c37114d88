import type { Reference, Segment, Value } from "./schema";

/** The text with each reference as its label in brackets: "Dear [Name], …". */
export function segmentsToPlain(segments: Segment[], labelOf: (reference: Reference) => string): string {
  return segments
    .map((segment) => (segment.kind === "text" ? segment.text : `[${labelOf(segment.reference)}]`))
    .join("");
}

/** Brings segments into their one normal form: neighbouring texts merged, empty ones dropped. */
export function joinSegments(segments: Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (segment.kind === "text" && segment.text === "") continue;
    if (segment.kind === "text" && last?.kind === "text") {
      joined[joined.length - 1] = { kind: "text", text: last.text + segment.text };
    } else joined.push(segment);
  }
  return joined;
}

/** Builds a text value from words and references: `textValue("Dear ", name, ",")`. */
export function textValue(...parts: (string | Reference)[]): Value {
  return {
    kind: "text",
    segments: joinSegments(
      parts.map((part) =>
        typeof part === "string" ? { kind: "text", text: part } : { kind: "reference", reference: part },
      ),
    ),
  };
}
