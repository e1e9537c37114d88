import { referencesOfValue } from "@/workflow/expressions/collect";
import { toText } from "@/workflow/expressions/convert";
import type { Value } from "@/workflow/expressions/schema";
import { type Executor, type Lookup, NeedsMending, type Surroundings } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { lenientMapping, requireText, requireValue } from "../../resolve";
import { plainLabel } from "../../words";
import type { HttpRequestConfig } from "./definition";

export const httpRequestExecutor: Executor<HttpRequestConfig> = {
  async run(call) {
    const { config } = call;
    const path = resolvePath(config.path, call);
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
      },
      summary: `${config.method} ${path}`,
    });
  },
};

/**
 * Chips in a path are encoded, so that a value with "/" or ".." stays one part of it. An empty one counts as
 * missing: without its last part, a path means the whole collection instead of one thing in it.
 */
function resolvePath(value: Value, call: Surroundings): string {
  const lookup: Lookup = (reference) => {
    const found = call.lookup(reference);
    if (found === undefined || found === null || found === "") return undefined;
    const text = toText(found);
    if (text === "." || text === "..") {
      throw new NeedsMending(
        `“${plainLabel(reference)}” is “${text}”, which cannot stand in a path.`,
        "path",
      );
    }
    return encodeURIComponent(text);
  };
  const encoded = { ...call, lookup };
  const whole = value.kind !== "text" && referencesOfValue(value).length > 0;
  const path = whole
    ? `/${String(requireValue({ value, call: encoded, field: "path", label: "Path" }))}`
    : requireText({ value, call: encoded, field: "path", label: "Path" });
  if (!path.startsWith("/") || path.startsWith("//") || path.split(/[/?#]/).includes("..")) {
    throw new NeedsMending("“Path” starts with one / and has no .. in it.", "path");
  }
  return path;
}
