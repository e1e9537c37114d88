import { referencesOfValue } from "@/workflow/expressions/collect";
import { toText } from "@/workflow/expressions/convert";
import type { Value } from "@/workflow/expressions/schema";
import { type Executor, type Lookup, NeedsMending } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { lenientMapping, requireText, requireValue } from "../../resolve";
import { plainLabel } from "../../words";
import type { HttpRequestConfig } from "./definition";

export const httpRequestExecutor: Executor<HttpRequestConfig> = {
  async run({ config, lookup }) {
    const path = resolvePath(config.path, lookup);
    const query = lenientMapping(config.query, lookup);
    const body = lenientMapping(config.body, lookup);
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

/** Chips in a path are encoded, so that a value with "/" or ".." stays one part of it. */
function resolvePath(value: Value, lookup: Lookup): string {
  const encoded: Lookup = (reference) => {
    const found = lookup(reference);
    if (found === undefined || found === null) return undefined;
    const text = toText(found);
    if (text === "." || text === "..") {
      throw new NeedsMending(
        `“${plainLabel(reference)}” is “${text}”, which cannot stand in a path.`,
        "path",
      );
    }
    return encodeURIComponent(text);
  };
  const whole = value.kind !== "text" && referencesOfValue(value).length > 0;
  const path = whole
    ? `/${String(requireValue({ value, lookup: encoded, field: "path", label: "Path" }))}`
    : requireText({ value, lookup: encoded, field: "path", label: "Path" });
  if (!path.startsWith("/") || path.startsWith("//") || path.split(/[/?#]/).includes("..")) {
    throw new NeedsMending("“Path” starts with one / and has no .. in it.", "path");
  }
  return path;
}
