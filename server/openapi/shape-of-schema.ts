import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import type { Shape } from "@/workflow/operations/shape";
import { resolve } from "./resolve";

/** How much of a schema is kept: what lies beyond counts as "anything". So cycles end, and no operation grows large. */
export type Bounds = { depth: number; parts: number };

const MOST_OPTIONS = 300;
const MOST_ALTERNATIVES = 8;
const DANGEROUS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Reduces a JSON schema, as OpenAPI 3.0 or 3.1 has it, to a shape. Whatever is not understood is let through. */
export function shapeOfSchema(document: JsonObject, schema: Json | undefined, bounds: Bounds): Shape {
  const left = { parts: bounds.parts };
  return shapeOf(schema, { document, left, depth: bounds.depth });
}

type Reading = { document: JsonObject; left: { parts: number }; depth: number };

function shapeOf(part: Json | undefined, reading: Reading): Shape {
  reading.left.parts -= 1;
  const schema = resolve(reading.document, part);
  if (!schema || reading.depth <= 0 || reading.left.parts <= 0) return { type: "any" };
  const own: Shape = { ...basics(schema), ...structure(schema, reading) };
  return withAlternatives(withAll(own, schema, reading), schema, reading);
}

function basics(schema: JsonObject): Shape {
  const shape: Shape = { type: typeOf(schema) };
  const { title, description, enum: values, format, readOnly, writeOnly } = schema;
  if (typeof title === "string" && title !== "") shape.label = title.slice(0, 100);
  if (typeof description === "string" && description !== "") shape.help = firstSentence(description);
  const options = Array.isArray(values) ? values : schema.const === undefined ? [] : [schema.const];
  const plain = options.filter((each) => typeof each !== "object" || each === null) as NonNullable<
    Shape["options"]
  >;
  if (plain.length > 0 && plain.length === options.length && plain.length <= MOST_OPTIONS) {
    shape.options = plain;
    if (shape.type === "any" && plain.every((each) => typeof each === "string")) shape.type = "text";
  }
  if (shape.type === "text" && (format === "date" || format === "date-time" || format === "email"))
    shape.format = format;
  const types = Array.isArray(schema.type) ? schema.type : [];
  if (schema.nullable === true || types.includes("null") || plain.includes(null)) shape.nullable = true;
  if (readOnly === true) shape.readOnly = true;
  if (writeOnly === true) shape.writeOnly = true;
  return shape;
}

/** Types named otherwise than JSON schema has them. */
const TYPES: { readonly [name: string]: Shape["type"] } = {
  string: "text",
  number: "number",
  integer: "integer",
  boolean: "boolean",
  object: "object",
  array: "list",
};

function typeOf({ type, properties, items }: JsonObject): Shape["type"] {
  const named = Array.isArray(type) ? type.filter((each) => each !== "null") : [type];
  const [only] = named;
  if (named.length === 1 && typeof only === "string") return TYPES[only] ?? "any";
  if (named.length > 1) return "any";
  return properties !== undefined ? "object" : items !== undefined ? "list" : "any";
}

function structure(schema: JsonObject, reading: Reading): Partial<Shape> {
  const inner = { ...reading, depth: reading.depth - 1 };
  switch (typeOf(schema)) {
    case "text":
      return range(schema.minLength, schema.maxLength);
    case "number":
    case "integer":
      return range(schema.minimum, schema.maximum);
    case "list":
      return { ...range(schema.minItems, schema.maxItems), items: shapeOf(schema.items, inner) };
    case "object": {
      const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
      const usable = properties.filter(([name]) => name !== "" && name.length <= 80 && !DANGEROUS.has(name));
      const fields = Object.fromEntries(usable.map(([name, each]) => [name, shapeOf(each, inner)]));
      const required = Array.isArray(schema.required)
        ? schema.required.filter((name): name is string => typeof name === "string")
        : [];
      return {
        fields,
        ...(required.length > 0 ? { required } : {}),
        ...(schema.additionalProperties === false ? { closed: true as const } : {}),
      };
    }
    default:
      return {};
  }
}

function range(atLeast: Json | undefined, atMost: Json | undefined): Partial<Shape> {
  return {
    ...(typeof atLeast === "number" ? { atLeast } : {}),
    ...(typeof atMost === "number" ? { atMost } : {}),
  };
}

/** "allOf": all of them at once. */
function withAll(own: Shape, { allOf }: JsonObject, reading: Reading): Shape {
  if (!Array.isArray(allOf)) return own;
  let all = own;
  for (const part of allOf.slice(0, 20)) {
    const { fields, required, type, closed: _, ...rest } = shapeOf(part, reading);
    const named = [...new Set([...(all.required ?? []), ...(required ?? [])])];
    all = {
      ...rest,
      ...all,
      type: all.type === "any" ? type : all.type,
      ...(fields || all.fields ? { fields: { ...fields, ...all.fields } } : {}),
      ...(named.length > 0 ? { required: named } : {}),
    };
  }
  return all;
}

/** "oneOf" and "anyOf": one of them at least. Where there are fields beside them, the fields are what counts. */
function withAlternatives(own: Shape, { oneOf, anyOf }: JsonObject, reading: Reading): Shape {
  const listed = Array.isArray(oneOf) ? oneOf : Array.isArray(anyOf) ? anyOf : [];
  if (listed.length === 0 || own.type !== "any") return own;
  const named = listed.map((part) => resolve(reading.document, part));
  const nullable = named.some((schema) => schema?.type === "null");
  const real = listed.filter((_, at) => named[at]?.type !== "null");
  const shapes = real.slice(0, MOST_ALTERNATIVES).map((part) => shapeOf(part, reading));
  const rest = {
    ...own,
    ...(nullable || shapes.some((shape) => shape.nullable) ? { nullable: true as const } : {}),
  };
  const [only] = shapes;
  if (!only) return rest;
  if (shapes.length === 1) return { ...only, ...withoutType(rest) };
  if (real.length > MOST_ALTERNATIVES || shapes.some(({ type, oneOf: inner }) => type === "any" && !inner))
    return rest;
  return { ...rest, oneOf: shapes };
}

function withoutType({ type: _, ...rest }: Shape): Partial<Shape> {
  return rest;
}

function firstSentence(text: string): string {
  const plain = text
    .replace(/<[^>]{0,200}>/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const end = plain.search(/[.!?](\s|$)/);
  return (end > 0 ? plain.slice(0, end + 1) : plain).slice(0, 160);
}
