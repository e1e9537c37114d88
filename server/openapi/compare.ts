import { canonicalHash } from "@/server/canonical";
import { joinWords } from "@/workflow/expressions/words";
import { fieldsOfOperation } from "@/workflow/operations/fields";
import type { OperationDefinition } from "@/workflow/operations/operation";

/** Tells one way of calling an operation from another; what it answers and how it is described do not count. */
export function callHash({ method, path, parameters, body, keyHeader }: OperationDefinition): string {
  return canonicalHash({
    method,
    path,
    keyHeader,
    body,
    parameters: parameters.map((each) => ({ ...each })),
  });
}

/** What differs for whoever calls an operation, in words; "" when nothing does. */
export function changeOfCall(before: OperationDefinition, after: OperationDefinition): string {
  const said: string[] = [];
  if (before.method !== after.method || before.path !== after.path) {
    said.push(`is now ${after.method} ${after.path}`);
  }
  const was = new Map(fieldsOfOperation(before).map((field) => [field.key, field]));
  const is = new Map(fieldsOfOperation(after).map((field) => [field.key, field]));
  const added = [...is.values()].filter(({ key }) => !was.has(key));
  const gone = [...was.values()].filter(({ key }) => !is.has(key));
  const needed = [...is.values()].filter(({ key, required }) => required && !was.get(key)?.required);
  const other = [...is.values()].filter(({ key, type }) => was.has(key) && was.get(key)?.type !== type);
  const names = (fields: readonly { label: string }[]) =>
    joinWords(fields.slice(0, 5).map(({ label }) => `“${label}”`));
  if (needed.length > 0) said.push(`needs ${names(needed)}`);
  if (gone.length > 0) said.push(`no longer takes ${names(gone)}`);
  const optional = added.filter(({ required }) => !required);
  if (optional.length > 0) said.push(`takes ${names(optional)} too`);
  if (other.length > 0) said.push(`takes ${names(other)} as something else`);
  if (said.length > 0) return joinWords(said);
  return callHash(before) === callHash(after) ? "" : "allows other values";
}
