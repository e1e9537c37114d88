import type { Field, FieldType } from "@/workflow/nodes/define";
import type { OperationDefinition } from "./operation";
import type { Shape } from "./shape";

/**
 * What an operation can be given, as a form has it: objects flattened to their fields. A field's key is where its value
 * goes: "path/id", "query/limit", "body/address/city"; a "/" or "~" in a name is written ~1 or ~0.
 */
const DEEPEST = 3;
const MOST_FIELDS = 150;
/** As a mapping stores it. What would be longer is given as JSON, one level above. */
const LONGEST_KEY = 100;

/** The fields of an operation, what it cannot do without first. */
export function fieldsOfOperation(operation: Pick<OperationDefinition, "parameters" | "body">): Field[] {
  const fields: Field[] = operation.parameters.map(({ in: place, name, required, shape }) =>
    fieldOf(keyOf([place, name]), [name], shape, required),
  );
  if (operation.body) {
    const { shape, required } = operation.body;
    collect({ shape, path: ["body"], names: [], required, fields, depth: 0 });
  }
  const first = fields.filter((field) => field.required);
  return [...first, ...fields.filter((field) => !field.required)].slice(0, MOST_FIELDS);
}

/** The names along a key, or undefined for one that is none. */
export function pathOfKey(key: string): string[] {
  return key.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function keyOf(path: readonly string[]): string {
  return path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
}

type Place = {
  shape: Shape;
  path: string[];
  names: string[];
  required: boolean;
  fields: Field[];
  depth: number;
};

function collect({ shape, path, names, required, fields, depth }: Place): void {
  if (shape.readOnly) return;
  const inner = Object.entries(shape.fields ?? {});
  const tooLong = inner.some(([name]) => keyOf([...path, name]).length > LONGEST_KEY);
  if (shape.type !== "object" || inner.length === 0 || depth >= DEEPEST || tooLong) {
    fields.push(fieldOf(keyOf(path), names, shape, required));
    return;
  }
  for (const [name, each] of inner) {
    collect({
      shape: each,
      path: [...path, name],
      names: [...names, name],
      // What an optional object needs is needed only if it is given at all.
      required: required && (shape.required ?? []).includes(name),
      fields,
      depth: depth + 1,
    });
  }
}

function fieldOf(key: string, names: readonly string[], shape: Shape, required: boolean): Field {
  const label = names.length === 0 ? "Body" : names.join(" › ");
  const type = typeOf(shape);
  const options = shape.options?.filter((option) => option !== null).map(String);
  return {
    key,
    label,
    type,
    ...(type === "choice" && options
      ? { options: options.filter((option) => option.length <= 300).slice(0, 200) }
      : {}),
    ...(required ? { required } : {}),
  };
}

function typeOf(shape: Shape): FieldType {
  if (shape.options && shape.type !== "boolean") return "choice";
  if (shape.oneOf) {
    const types = new Set(shape.oneOf.map(typeOf));
    const [only] = types;
    if (only && types.size === 1) return only;
    return types.has("object") || types.has("list") ? "object" : "text";
  }
  switch (shape.type) {
    case "text":
      return shape.format === "email" ? "email" : shape.format ? "date" : "text";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "list":
      return isScalar(shape.items) ? "list" : "object";
    case "object":
    case "any":
      return "object";
  }
}

function isScalar(shape: Shape | undefined): boolean {
  return shape !== undefined && !shape.oneOf && ["text", "number", "integer", "boolean"].includes(shape.type);
}

/** What an operation answers, for whoever refers to it; three levels of it. */
export function fieldsOfAnswer(shape: Shape | null, depth = 0): Field[] {
  return Object.entries(shape?.fields ?? {})
    .filter(([, each]) => !each.writeOnly)
    .slice(0, 60)
    .map(([name, each]) => ({
      key: name,
      label: name,
      type: typeOf(each),
      ...(each.fields && depth < 2 ? { fields: fieldsOfAnswer(each, depth + 1) } : {}),
    }));
}

/** Whether two forms ask for the same, however they are stored. */
export function sameFields(one: readonly Field[], other: readonly Field[]): boolean {
  const told = (fields: readonly Field[]): string =>
    JSON.stringify(
      fields.map(({ key, label, type, required = false, options = [], fields: inner = [] }) => [
        key,
        label,
        type,
        required,
        options,
        told(inner),
      ]),
    );
  return told(one) === told(other);
}
