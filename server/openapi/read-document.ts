import { parse as parseYaml } from "yaml";
import { MendInput } from "@/server/errors";
import { isJsonObject, type JsonObject } from "@/workflow/json";

/** The largest public documents are about 14 MiB of JSON. YAML is far slower to read. */
export const MOST_BYTES = 16 * 1024 * 1024;
const MOST_YAML_BYTES = 3 * 1024 * 1024;
const DEEPEST = 200;
const MOST_PARTS = 3_000_000;

/**
 * Reads the text of an OpenAPI 3.0 or 3.1 document, JSON or YAML, within bounds of size, depth and count.
 * @throws MendInput with a sentence that says what is wrong with it
 */
export function readDocument(text: string): JsonObject {
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) throw tooLarge("16 MiB", "document");
  const document = /^\s*[[{]/.test(text) ? readJson(text) : readYaml(text, bytes);
  if (!isJsonObject(document))
    throw new MendInput("This is no OpenAPI document: it holds no fields.", "document");
  checkBounds(document);
  checkVersion(document);
  return document;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? ` (${error.message.slice(0, 120)})` : "";
    throw new MendInput(
      `The document is no valid JSON${where}. Export it again, or check how it was copied.`,
      "document",
    );
  }
}

function readYaml(text: string, bytes: number): unknown {
  if (bytes > MOST_YAML_BYTES) throw tooLarge("3 MiB as YAML; give it as JSON", "document");
  try {
    // Few aliases: a small text must not grow into a large document.
    return parseYaml(text, { maxAliasCount: 100, uniqueKeys: false, merge: false, logLevel: "error" });
  } catch (error) {
    const [line = ""] = error instanceof Error ? error.message.split("\n") : [];
    throw new MendInput(
      `The document is no valid YAML${line === "" ? "" : ` (${line.slice(0, 160)})`}. Export it again, or give it as JSON.`,
      "document",
    );
  }
}

function tooLarge(bound: string, field: string): MendInput {
  return new MendInput(`The document is too large. It may have ${bound}, at most.`, field);
}

function checkBounds(document: JsonObject): void {
  const open: { value: unknown; depth: number }[] = [{ value: document, depth: 0 }];
  let parts = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    parts += 1;
    if (typeof value !== "object" || value === null) continue;
    if (depth > DEEPEST)
      throw new MendInput(`The document is nested deeper than ${DEEPEST} levels.`, "document");
    for (const each of Object.values(value)) open.push({ value: each, depth: depth + 1 });
    if (parts + open.length > MOST_PARTS) {
      throw new MendInput("The document has too many parts. Give a smaller one.", "document");
    }
  }
}

function checkVersion({ openapi, swagger, paths }: JsonObject): void {
  if (typeof openapi !== "string" || !/^3\.[01](\.|$)/.test(openapi)) {
    const found =
      swagger !== undefined
        ? `It is Swagger ${String(swagger)}.`
        : openapi === undefined
          ? "It says of no version that it is."
          : `It says that it is version ${String(openapi).slice(0, 20)}.`;
    throw new MendInput(`Give a document of OpenAPI 3.0 or 3.1. ${found}`, "document");
  }
  if (!isJsonObject(paths) || Object.keys(paths).length === 0) {
    throw new MendInput("The document lists no operations: it has no paths.", "document");
  }
}
