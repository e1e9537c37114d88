import { describe, expect, test } from "vitest";
import { LIBRARY } from "@/server/testing/openapi-library";
import type { Json, JsonObject } from "@/workflow/json";
import { fieldsOfOperation } from "@/workflow/operations/fields";
import { readAccess } from "./read-access";
import { readDocument } from "./read-document";
import { readOperations } from "./read-operations";

const HEAD = '{"openapi": "3.1.0", "info": {}, "paths": ';

describe("a document", () => {
  test("is read from JSON and from YAML", () => {
    expect(readDocument(JSON.stringify(LIBRARY))).toEqual(LIBRARY);
    expect(readDocument("openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n")).toMatchObject({
      paths: { "/a": { get: {} } },
    });
  });

  test.each([
    ["{", "no valid JSON"],
    ["a: [1", "no valid YAML"],
    ["just words", "holds no fields"],
    ['{"swagger": "2.0"}', "It is Swagger 2.0."],
    ['{"openapi": "4.0"}', "says that it is version 4.0"],
    ["{}", "says of no version"],
    [`${HEAD}{}}`, "lists no operations"],
    [`${HEAD}${'{"a":'.repeat(300)}1${"}".repeat(301)}`, "nested deeper than 200"],
    [`${HEAD}[${"1,".repeat(3_000_001)}1]}`, "too many parts"],
    [" ".repeat(16 * 1024 * 1024 + 1), "too large"],
    [`a: ${"b".repeat(3 * 1024 * 1024)}`, "3 MiB as YAML"],
  ])("that cannot be used is refused with a sentence: %.40s", (text, sentence) => {
    expect(() => readDocument(text)).toThrow(sentence);
  });

  test("in YAML cannot grow by repeating itself", () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (let at = 1; at < 9; at += 1) {
      const last = `*${"abcdefghi"[at - 1]}`;
      lines.push(`${"abcdefghi"[at]}: &${"abcdefghi"[at]} [${Array(10).fill(last).join(", ")}]`);
    }
    expect(() => readDocument(lines.join("\n"))).toThrow("no valid YAML");
  });
});

function operationOf(schema: Json, schemas: JsonObject = {}) {
  const content = { "application/json": { schema } };
  const document = {
    openapi: "3.1.0",
    components: { schemas },
    paths: { "/things": { post: { requestBody: { content } } } },
  } satisfies JsonObject;
  const [operation] = readOperations(document);
  if (!operation) throw new Error("The document has one operation.");
  return operation;
}
const shapeOf = (schema: Json, schemas?: JsonObject) => operationOf(schema, schemas).body?.shape;
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe("a schema", () => {
  test("that leads to itself ends", () => {
    const tree = {
      type: "object",
      properties: { name: { type: "string" }, parts: { type: "array", items: reference("Tree") } },
    };
    const operation = operationOf(reference("Tree"), { Tree: tree });
    expect(JSON.stringify(operation).length).toBeLessThan(2_000);
    expect(shapeOf(reference("Loop"), { Loop: reference("Loop") })).toEqual({ type: "any" });
  });

  test("that branches without end stays small", () => {
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, reference("Wide")]));
    const operation = operationOf(reference("Wide"), { Wide: { type: "object", properties: fields } });
    expect(JSON.stringify(operation).length).toBeLessThan(60_000);
    expect(fieldsOfOperation(operation).length).toBeLessThanOrEqual(150);
  });

  test.each([
    "https://elsewhere.example/schema.json",
    "other.yaml#/Thing",
    "#/components/schemas/constructor",
  ])("that leads elsewhere (%s) is not followed", ($ref) => {
    expect(shapeOf({ $ref })).toEqual({ type: "any" });
  });

  test("of several parts is all of them, and of alternatives one of them", () => {
    const schema: Json = {
      allOf: [
        { type: "object", required: ["a"], properties: { a: { type: "string" } } },
        { type: "object", properties: { b: { anyOf: [{ type: "integer" }, { type: "null" }] } } },
      ],
    };
    expect(shapeOf(schema)).toEqual({
      type: "object",
      required: ["a"],
      fields: { a: { type: "text" }, b: { type: "integer", nullable: true } },
    });
    expect(shapeOf({ oneOf: [{ type: "string", enum: ["all"] }, { type: "integer" }] })).toEqual({
      type: "any",
      oneOf: [{ type: "text", options: ["all"] }, { type: "integer" }],
    });
  });

  test("cannot bring names that mean something to the program", () => {
    const schema = JSON.parse(
      '{"type": "object", "properties": {"__proto__": {"type": "string"}, "a": {"type": "string"}}}',
    );
    expect(Object.keys(shapeOf(schema)?.fields ?? {})).toEqual(["a"]);
  });
});

test("where the interface stands and how one signs in comes from the document", () => {
  expect(readAccess(LIBRARY)).toEqual({
    title: "Library",
    version: "1.0",
    addresses: ["https://library.example/v1"],
    signIn: [{ kind: "query", name: "api_key", label: "key" }],
  });
  const relative = { ...LIBRARY, servers: [{ url: "/api" }, { url: "javascript:alert(1)" }] };
  expect(readAccess(relative, "https://docs.example/openapi.json").addresses).toEqual([
    "https://docs.example/api",
  ]);
});

test("what cannot be sent from here says why", () => {
  const content = { "multipart/form-data": { schema: { type: "object" } } };
  const document = {
    openapi: "3.0.0",
    paths: { "/files": { post: { requestBody: { required: true, content } } } },
  };
  expect(readOperations(document)[0]?.unusable).toBe(
    "It is sent multipart/form-data, which is not supported.",
  );
});
