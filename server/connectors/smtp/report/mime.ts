/** Messages nest: a bounce holds a report and the email that it returns. Deeper than this nobody honest nests them. */
const MOST_DEPTH = 5;
const MOST_PARTS = 50;

/** Header fields by lower-case name, the first of each; folded lines are one. */
export type Fields = ReadonlyMap<string, string>;

/** A message or a part of one, its text as bytes (latin1). */
export type MimePart = { fields: Fields; type: string; body: string };

const BLANK_LINE = /\r?\n\r?\n/;

/** Reads fields like `Name: value`, one below the other. */
export function readFields(text: string): Fields {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** Groups of fields with blank lines between them. */
export function readGroups(text: string): Fields[] {
  return text
    .split(/(?:\r?\n[ \t]*){2,}/)
    .map(readFields)
    .filter(({ size }) => size > 0);
}

/**
 * All parts of a message, itself first, one after the other as they stand. What is nested deeper than any honest
 * message, or beyond so many parts, is left out. Costs a few passes over the text and no recursion without bound.
 */
export function readParts(text: string): MimePart[] {
  const parts: MimePart[] = [];
  collect(text, 0, parts);
  return parts;
}

function collect(text: string, depth: number, parts: MimePart[]): void {
  if (depth > MOST_DEPTH || parts.length >= MOST_PARTS) return;
  const part = readPart(text);
  parts.push(part);
  if (part.type.startsWith("multipart/")) {
    const boundary = boundaryOf(part.fields.get("content-type") ?? "");
    if (boundary) for (const each of split(part.body, boundary)) collect(each, depth + 1, parts);
  } else if (part.type === "message/rfc822" || part.type === "message/global") {
    collect(part.body, depth + 1, parts);
  }
}

function readPart(text: string): MimePart {
  // A part may begin with its blank line: it has no header then.
  const blank = /^\r?\n/.exec(text) ?? BLANK_LINE.exec(text);
  const end = blank?.index ?? text.length;
  const fields = readFields(text.slice(0, end));
  const [type = ""] = (fields.get("content-type") ?? "text/plain").split(";");
  const body = blank ? text.slice(end + blank[0].length) : "";
  return {
    fields,
    type: type.trim().toLowerCase(),
    body: decoded(body, fields.get("content-transfer-encoding")),
  };
}

function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

function split(body: string, boundary: string): string[] {
  const lines = `\n${body}`.split(`\n--${boundary}`);
  // Before the first boundary stands nothing that counts, and after the closing one ("--") neither.
  const closing = lines.findIndex((each, index) => index > 0 && each.startsWith("--"));
  return lines
    .slice(1, closing === -1 ? undefined : closing)
    .slice(0, MOST_PARTS)
    .map((each) => each.replace(/^[ \t]*\r?\n/, "").replace(/\r$/, ""));
}

function decoded(body: string, encoding: string | undefined): string {
  switch (encoding?.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64").toString("latin1");
    case "quoted-printable":
      return body
        .replace(/=[ \t]*\r?\n/g, "")
        .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    default:
      return body;
  }
}
