import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import {
  type BodyType,
  METHODS,
  type Method,
  type Operation,
  type Parameter,
} from "@/workflow/operations/operation";
import type { Shape } from "@/workflow/operations/shape";
import { resolve } from "./resolve";
import { type Bounds, shapeOfSchema } from "./shape-of-schema";

const MOST_OPERATIONS = 5_000;

/** What is kept of what is sent, and of what is answered. */
const SENT: Bounds = { depth: 6, parts: 800 };
const ANSWERED: Bounds = { depth: 4, parts: 200 };

/** The operations of a document, in its order. What cannot be called from here says why. */
export function readOperations(document: JsonObject): Operation[] {
  const operations: Operation[] = [];
  const taken = new Set<string>();
  for (const [path, part] of Object.entries(isJsonObject(document.paths) ? document.paths : {})) {
    const item = resolve(document, part);
    if (!item || !path.startsWith("/") || path.length > 500) continue;
    for (const method of METHODS) {
      const described = item[method.toLowerCase()];
      if (!isJsonObject(described) || operations.length >= MOST_OPERATIONS) continue;
      const operation = readOperation(document, { method, path, described, shared: item.parameters });
      // Ids that stand twice tell nothing apart.
      const key = taken.has(operation.key) ? `${method} ${path}` : operation.key;
      if (taken.has(key)) continue;
      taken.add(key);
      operations.push({ ...operation, key });
    }
  }
  return operations;
}

type Place = { method: Method; path: string; described: JsonObject; shared: Json | undefined };

function readOperation(document: JsonObject, { method, path, described, shared }: Place): Operation {
  const { operationId, summary, description, tags } = described;
  const listed = readParameters(document, [...listOf(shared), ...listOf(described.parameters)]);
  const named = [...path.matchAll(/\{([^{}]{1,80})\}/g)].map(([, name]) => name ?? "");
  const missing = named.filter(
    (name) => !listed.parameters.some((each) => each.in === "path" && each.name === name),
  );
  const parameters = [
    ...missing.map((name): Parameter => ({ in: "path", name, required: true, shape: { type: "text" } })),
    ...listed.parameters.filter((each) => each.in !== "path" || named.includes(each.name)),
  ];
  const body = readBody(document, described.requestBody, method);
  const keyHeader = parameters.find(
    (each) => each.in === "header" && /^(x-)?idempotency-key$/i.test(each.name),
  );
  const words = [summary, description, `${method} ${path}`].find(
    (each) => typeof each === "string" && each.trim() !== "",
  );
  return {
    key:
      typeof operationId === "string" && operationId !== "" ? operationId.slice(0, 200) : `${method} ${path}`,
    method,
    path,
    summary: String(words).replace(/\s+/g, " ").trim().slice(0, 160),
    group:
      listOf(tags)
        .find((tag): tag is string => typeof tag === "string")
        ?.slice(0, 80) ?? "",
    // The gateway fills it in: nobody is asked for it.
    parameters: parameters.filter((each) => each !== keyHeader),
    body: body.body,
    answer: readAnswer(document, described.responses),
    keyHeader: keyHeader?.name ?? null,
    unusable: listed.unusable || body.unusable,
  };
}

const OWN_HEADERS: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

function readParameters(
  document: JsonObject,
  parts: readonly Json[],
): { parameters: Parameter[]; unusable: string } {
  const found = new Map<string, Parameter>();
  let unusable = "";
  for (const part of parts.slice(0, 200)) {
    const described = resolve(document, part);
    const { in: place, name } = described ?? {};
    if (!described || typeof name !== "string" || name === "" || name.length > 80) continue;
    if (place === "cookie" && described.required === true)
      unusable = `It needs the cookie “${name}”, which is not sent from here.`;
    if (place !== "path" && place !== "query" && place !== "header") continue;
    if (place === "header" && OWN_HEADERS.has(name.toLowerCase())) continue;
    const [content] = isJsonObject(described.content) ? Object.values(described.content) : [];
    const schema = described.schema ?? (isJsonObject(content) ? content.schema : undefined);
    const shape = shapeOfSchema(document, schema, { depth: 3, parts: 60 });
    // What the parameter itself is said to be tells more than its type.
    if (typeof described.description === "string")
      shape.help = described.description.split("\n")[0]?.slice(0, 160);
    found.set(`${place} ${name}`, {
      in: place,
      name,
      required: place === "path" || described.required === true,
      shape,
    });
  }
  return { parameters: [...found.values()], unusable };
}

type Body = Pick<Operation, "body" | "unusable">;

function readBody(document: JsonObject, part: Json | undefined, method: Method): Body {
  const described = resolve(document, part);
  const types = isJsonObject(described?.content) ? Object.entries(described.content) : [];
  if (!described || types.length === 0 || method === "GET") return { body: null, unusable: "" };
  const required = described.required === true;
  const chosen =
    types.find(([type]) => /^application\/([a-z0-9.+-]+\+)?json\b/i.test(type)) ??
    types.find(([type]) => type === "*/*") ??
    types.find(([type]) => /^application\/x-www-form-urlencoded\b/i.test(type));
  if (!chosen) {
    const [type = ""] = types[0] ?? [];
    return {
      body: null,
      unusable: required ? `It is sent ${type.slice(0, 60)}, which is not supported.` : "",
    };
  }
  const [name, content] = chosen;
  const type: BodyType = /form/i.test(name) ? "application/x-www-form-urlencoded" : "application/json";
  const shape = shapeOfSchema(document, isJsonObject(content) ? content.schema : undefined, SENT);
  return { body: { type, required, shape }, unusable: "" };
}

function readAnswer(document: JsonObject, part: Json | undefined): Shape | null {
  const responses = isJsonObject(part) ? part : {};
  const status = Object.keys(responses).find((each) => /^2/.test(each)) ?? "default";
  const content = resolve(document, responses[status])?.content;
  const types = isJsonObject(content) ? Object.entries(content) : [];
  const json = types.find(([type]) => /json/i.test(type)) ?? types.find(([type]) => type === "*/*");
  const described = json?.[1];
  return isJsonObject(described) ? shapeOfSchema(document, described.schema, ANSWERED) : null;
}

function listOf(part: Json | undefined): Json[] {
  return Array.isArray(part) ? part : [];
}
