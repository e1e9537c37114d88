import { z } from "zod";
import { referencesOfMapping, referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { mappingSchema } from "@/workflow/expressions/schema";
import { checkConnection } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, emptyText, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const config = z.strictObject({
  connectionId: setting(chosen("a connection"), {
    label: "Connection",
    help: "It holds the address and the credentials.",
    widget: "connection",
    connector: "http",
  }),
  method: setting(z.enum(METHODS), {
    label: "Method",
    widget: "select",
    options: METHODS.map((method) => ({ value: method, label: method })),
  }),
  path: setting(requiredValue("Path"), {
    label: "Path",
    help: "Below the connection's address, starting with /.",
    widget: "text-value",
    placeholder: "/tickets",
  }),
  query: setting(mappingSchema, { label: "Query", help: "Added to the address after ?.", widget: "mapping" }),
  body: setting(mappingSchema, { label: "Body", help: "Sent as JSON.", widget: "mapping" }),
});
export type HttpRequestConfig = z.infer<typeof config>;

export const httpRequestDefinition = defineNode<HttpRequestConfig>({
  type: "http-request",
  lane: "act",
  label: "HTTP request",
  description: "Call another system's interface.",
  icon: "globe",
  config,
  defaults: () => ({ connectionId: "", method: "POST", path: emptyText(), query: [], body: [] }),
  ports: () => EFFECT_PORTS,
  outputs: () => [
    { key: "status", label: "Status code", type: "number" },
    { key: "body", label: "Answer", type: "object" },
    ...EFFECT_FIELDS,
  ],
  summary: ({ method, path }) => summaryLine(`${method} ${describeValue(path, plainLabel)}`),
  references: ({ path, query, body }) => [
    ...referencesOfValue(path),
    ...referencesOfMapping(query),
    ...referencesOfMapping(body),
  ],
  check: ({ connectionId, method, body }, catalog) => [
    ...checkConnection(catalog, connectionId, "http"),
    ...(method === "GET" && body.length > 0
      ? [{ path: ["body"], message: "A GET request carries no body. Remove it or choose another method." }]
      : []),
  ],
  behaviour: "effect",
});
