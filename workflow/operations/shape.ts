import type { Json } from "@/workflow/json";

/**
 * What a value has to look like: a JSON schema reduced to what is checked and what forms are made of. Finite by
 * construction: what lies too deep is "any".
 */
export type Shape = {
  type: "text" | "number" | "integer" | "boolean" | "object" | "list" | "any";
  /** In words, from the document. */
  label?: string;
  help?: string;
  /** The only values it may have. */
  options?: (string | number | boolean | null)[];
  format?: "date" | "date-time" | "email";
  nullable?: true;
  /** Only ever answered, never sent. */
  readOnly?: true;
  /** Only ever sent, never answered. */
  writeOnly?: true;
  /** Of a number: its value; of a text: its length; of a list: how many. */
  atLeast?: number;
  atMost?: number;
  /** Of an object. */
  fields?: { [name: string]: Shape };
  required?: string[];
  /** Of an object: nothing but its fields. */
  closed?: true;
  /** Of a list. */
  items?: Shape;
  /** It fits if it fits one of these. */
  oneOf?: Shape[];
};

/** A part of what is sent that does not fit; `path` leads to it from where the check began. */
export type Misfit = { path: string[]; message: string };

/** The first thing about a value that does not fit its shape, or null. Messages end a sentence that names the field. */
export function misfitOf(value: Json | undefined, shape: Shape, path: string[] = []): Misfit | null {
  const no = (message: string): Misfit => ({ path, message });
  if (value === undefined) return no("is missing");
  if (value === null) return shape.nullable || shape.type === "any" ? null : no("is empty");
  if (shape.options && !shape.options.some((option) => option === value)) {
    const some = shape.options.slice(0, 12).map(String).join(", ");
    return no(`is “${String(value).slice(0, 60)}”, but has to be one of: ${some}`);
  }
  if (shape.oneOf) {
    const misfits = shape.oneOf.map((each) => misfitOf(value, each, path));
    return misfits.includes(null) ? null : (misfits[0] ?? null);
  }
  switch (shape.type) {
    case "text":
      return typeof value === "string" ? misfitOfText(value, shape, no) : no("has to be a text");
    case "number":
    case "integer":
      if (typeof value !== "number" || !Number.isFinite(value)) return no("has to be a number");
      if (shape.type === "integer" && !Number.isInteger(value)) return no("has to be a whole number");
      return outOfRange(value, shape, (bound) => no(`is ${value}, but has to be ${bound}`));
    case "boolean":
      return typeof value === "boolean" ? null : no("has to be yes or no");
    case "list":
      return Array.isArray(value) ? misfitOfList(value, shape, path) : no("has to be a list");
    case "object":
      if (typeof value !== "object" || Array.isArray(value)) return no("has to have fields of its own");
      return misfitOfObject(value, shape, path);
    case "any":
      return null;
  }
}

function misfitOfText(value: string, shape: Shape, no: (message: string) => Misfit): Misfit | null {
  if (shape.format === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(value))
    return no("has to be a date like 2026-03-28");
  if (shape.format === "date-time" && Number.isNaN(Date.parse(value))) {
    return no("has to be a moment like 2026-03-28T09:30:00Z");
  }
  if (shape.format === "email" && !/^[^\s@]+@[^\s@]+$/.test(value)) return no("has to be an email address");
  return outOfRange(value.length, shape, (bound) =>
    no(`has ${value.length} characters, but has to have ${bound}`),
  );
}

function misfitOfList(value: Json[], shape: Shape, path: string[]): Misfit | null {
  const tooMany = outOfRange(value.length, shape, (bound) => ({
    path,
    message: `has ${value.length} entries, but has to have ${bound}`,
  }));
  if (tooMany) return tooMany;
  const { items } = shape;
  if (!items) return null;
  for (const [index, each] of value.entries()) {
    const misfit = misfitOf(each, items, [...path, String(index + 1)]);
    if (misfit) return misfit;
  }
  return null;
}

function misfitOfObject(value: { [key: string]: Json }, shape: Shape, path: string[]): Misfit | null {
  const fields = shape.fields ?? {};
  for (const name of shape.required ?? []) {
    if (!Object.hasOwn(value, name) && !fields[name]?.readOnly)
      return { path: [...path, name], message: "is missing" };
  }
  for (const [name, each] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) {
      if (shape.closed) return { path: [...path, name], message: "is not among the fields it takes" };
      continue;
    }
    const misfit = misfitOf(each, field, [...path, name]);
    if (misfit) return misfit;
  }
  return null;
}

function outOfRange(value: number, { atLeast, atMost }: Shape, no: (bound: string) => Misfit): Misfit | null {
  if (atLeast !== undefined && value < atLeast) return no(`at least ${atLeast}`);
  if (atMost !== undefined && value > atMost) return no(`at most ${atMost}`);
  return null;
}
