import { toText } from "@/workflow/expressions/convert";
import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import { pathOfKey } from "./fields";
import type { OperationDefinition } from "./operation";
import { misfitOf, type Shape } from "./shape";

/** What one call of an operation carries. */
export type Assembled = {
  path: { [name: string]: string };
  query: { [name: string]: Json };
  header: { [name: string]: string };
  body: Json | undefined;
};

/** A value does not fit what the operation takes. `field` is its key; `message` a sentence. */
export class Unfit extends Error {
  override name = "Unfit";
  constructor(
    message: string,
    readonly field: string,
  ) {
    super(message);
  }
}

const DANGEROUS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Puts values by key (see fields.ts) to where they go, turned into what is asked for there where they say the same, and
 * checks the whole against what the operation takes.
 * @throws Unfit naming the first thing that does not fit
 */
export function assemble(operation: OperationDefinition, values: JsonObject): Assembled {
  const call: Assembled = { path: {}, query: {}, header: {}, body: undefined };
  for (const [key, value] of Object.entries(values)) {
    const [place, ...names] = pathOfKey(key);
    if (place === "body") {
      if (!operation.body) throw new Unfit("This operation takes no body. Remove its fields.", key);
      call.body = put(call.body, names, { key, value, shape: operation.body.shape });
      continue;
    }
    const [name = ""] = names;
    const parameter = operation.parameters.find((each) => each.in === place && each.name === name);
    if (!parameter)
      throw new Unfit(`“${name || key}” is not among what this operation takes. Remove it.`, key);
    const fitting = adapt(value, parameter.shape, key, name);
    const misfit = misfitOf(fitting, parameter.shape);
    if (misfit) throw new Unfit(`“${name}” ${misfit.message}.`, key);
    if (parameter.in === "query") call.query[name] = fitting;
    else call[parameter.in][name] = toText(fitting);
  }
  checkWhole(operation, call);
  return call;
}

function checkWhole(operation: OperationDefinition, call: Assembled): void {
  for (const { in: place, name, required } of operation.parameters) {
    const given = call[place][name];
    if (given === undefined && required) throw new Unfit(`“${name}” is missing.`, `${place}/${name}`);
    if (place === "path" && (given === "" || given === "." || given === "..")) {
      throw new Unfit(`“${name}” is “${String(given)}”, which cannot stand in a path.`, `path/${name}`);
    }
  }
  const { body } = operation;
  if (!body) return;
  if (call.body === undefined) {
    if (!body.required) return;
    if (body.shape.type !== "object") throw new Unfit("The body is missing.", "body");
    call.body = {};
  }
  const misfit = misfitOf(call.body, body.shape);
  if (misfit) {
    const name = misfit.path.length === 0 ? "The body" : `“${misfit.path.join(" › ")}”`;
    throw new Unfit(`${name} ${misfit.message}.`, ["body", ...misfit.path].join("/"));
  }
}

type Leaf = { key: string; value: Json; shape: Shape | undefined };

/** Builds only own properties of plain objects. */
function put(into: Json | undefined, names: string[], { key, value, shape }: Leaf): Json {
  const [name, ...rest] = names;
  if (name === undefined) {
    if (into !== undefined) throw new Unfit(`“${key}” is given twice, in two ways.`, key);
    return adapt(value, shape, key, pathOfKey(key).slice(1).join(" › ") || "body");
  }
  if (DANGEROUS.has(name)) throw new Unfit(`“${name}” cannot be a field's name.`, key);
  if (into !== undefined && !isJsonObject(into))
    throw new Unfit(`“${key}” is given twice, in two ways.`, key);
  const fields = shape?.fields;
  const inner = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  const standing = into && Object.hasOwn(into, name) ? into[name] : undefined;
  return { ...into, [name]: put(standing, rest, { key, value, shape: inner }) };
}

/** The same thing as the type that is asked for: "12" as 12 where a number is wanted. What says something else stays. */
function adapt(value: Json, shape: Shape | undefined, key: string, name: string): Json {
  if (!shape || value === null) return value;
  if (shape.options && !shape.options.includes(value as never)) {
    return shape.options.find((option) => String(option) === toText(value)) ?? value;
  }
  switch (shape.type) {
    case "number":
    case "integer": {
      const text = typeof value === "string" ? value.trim() : "";
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : value;
    }
    case "boolean":
      return typeof value === "string" ? (BOOLEANS[value.trim().toLowerCase()] ?? value) : value;
    case "text": {
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      const long = shape.format === "date" && typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value);
      return long ? value.slice(0, 10) : value;
    }
    case "list":
      return adaptList(value, shape, key, name);
    case "object":
    case "any":
      return typeof value === "string" && !shape.oneOf ? parsed(value, shape, key, name) : value;
  }
}

const BOOLEANS: { readonly [word: string]: boolean } = { true: true, yes: true, false: false, no: false };

function adaptList(value: Json, shape: Shape, key: string, name: string): Json {
  const list = typeof value === "string" && /^\s*\[/.test(value) ? parsed(value, shape, key, name) : value;
  const entries = Array.isArray(list) ? list : [list];
  return entries.map((each) => adapt(each, shape.items, key, name));
}

/** What is too deep for a form is given as JSON. */
function parsed(text: string, shape: Shape, key: string, name: string): Json {
  if (shape.type === "any" && !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Unfit(`“${name}” is given as JSON, and this is none. Mind quotes, commas and brackets.`, key);
  }
}
