import { referencesOfValue } from "@/workflow/expressions/collect";
import { toText } from "@/workflow/expressions/convert";
import type { JsonObject } from "@/workflow/json";
import { type Executor, type Lookup, NeedsMending, type Surroundings } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { lenientMapping, requireText, requireValue, type Wanted } from "../../resolve";
import { emptyLiteral, isEmptyValue } from "../../settings";
import { plainLabel } from "../../words";
import type { HttpRequestConfig } from "./definition";

export const httpRequestExecutor: Executor<HttpRequestConfig> = {
  async run(call) {
    const { config } = call;
    const path = resolvePath({ value: config.path, call, field: "path", label: "Path" });
    const pair = config.method === "GET" ? {} : { ...readBackOf(config, call), ...undoOf(config, call) };
    const query = lenientMapping(config.query, call);
    const body = lenientMapping(config.body, call);
    return wantEffect({
      action: "http.request",
      connectionId: config.connectionId,
      input: {
        method: config.method,
        path,
        ...(Object.keys(query).length > 0 ? { query } : {}),
        ...(Object.keys(body).length > 0 ? { body } : {}),
        ...pair,
      },
      summary: `${config.method} ${path}`,
    });
  },
};

/** Where what it did can be seen, if the node says so. */
function readBackOf({ readPath, readField, readValue }: HttpRequestConfig, call: Surroundings): JsonObject {
  if (!readPath || isEmptyValue(readPath)) return {};
  const path = resolvePath({ value: readPath, call, field: "readPath", label: "Read back at" });
  if (!readField) return { readBack: { path } };
  const label = "Value it has to have";
  const value = requireValue({ value: readValue ?? emptyLiteral(), call, field: "readValue", label });
  if (typeof value === "object") throw new NeedsMending(`“${label}” has to be one plain value.`, "readValue");
  return { readBack: { path, field: readField, value } };
}

/** What takes it back, if the node says so. */
function undoOf({ undoMethod, undoPath, undoBody }: HttpRequestConfig, call: Surroundings): JsonObject {
  if (undoMethod === undefined || undoMethod === "nothing" || !undoPath) return {};
  const path = resolvePath({ value: undoPath, call, field: "undoPath", label: "Path that takes it back" });
  const body = undoMethod === "DELETE" ? {} : lenientMapping(undoBody ?? [], call);
  return { undo: { method: undoMethod, path, ...(Object.keys(body).length > 0 ? { body } : {}) } };
}

/**
 * Chips in a path are encoded, so that a value with "/" or ".." stays one part of it. An empty one counts as
 * missing: without its last part, a path means the whole collection instead of one thing in it.
 */
function resolvePath({ value, call, field, label }: Wanted): string {
  const lookup: Lookup = (reference) => {
    const found = call.lookup(reference);
    if (found === undefined || found === null || found === "") return undefined;
    const text = toText(found);
    if (text === "." || text === "..") {
      throw new NeedsMending(`“${plainLabel(reference)}” is “${text}”, which cannot stand in a path.`, field);
    }
    return encodeURIComponent(text);
  };
  const encoded = { ...call, lookup };
  const whole = value.kind !== "text" && referencesOfValue(value).length > 0;
  const path = whole
    ? `/${String(requireValue({ value, call: encoded, field, label }))}`
    : requireText({ value, call: encoded, field, label });
  if (!path.startsWith("/") || path.startsWith("//") || path.split(/[/?#]/).includes("..")) {
    throw new NeedsMending(`“${label}” starts with one / and has no .. in it.`, field);
  }
  return path;
}
