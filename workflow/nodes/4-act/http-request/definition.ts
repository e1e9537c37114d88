import { z } from "zod";
import { referencesOfMapping, referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { mappingSchema, valueSchema } from "@/workflow/expressions/schema";
import { checkConnection } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, emptyLiteral, emptyText, isEmptyValue, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const WRITES: readonly string[] = METHODS.filter((method) => method !== "GET");
const UNDO_METHODS = ["nothing", "POST", "PUT", "PATCH", "DELETE"] as const;

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
  readPath: setting(valueSchema.optional(), {
    label: "Read back at",
    help: "What it did is looked at there. Names in braces come from its answer: /tickets/{id}. Empty: a success is believed.",
    widget: "text-value",
    placeholder: "/tickets/{id}",
    showIf: { key: "method", is: WRITES },
  }),
  readField: setting(z.string().max(200).optional(), {
    label: "Field that shows it",
    help: "Compared with the value below, like state or data.state. Empty: being there is enough.",
    widget: "text",
    placeholder: "state",
    showIf: { key: "method", is: WRITES },
  }),
  readValue: setting(valueSchema.optional(), {
    label: "Value it has to have",
    widget: "value",
    showIf: { key: "method", is: WRITES },
  }),
  undoMethod: setting(z.enum(UNDO_METHODS).optional(), {
    label: "Taken back by",
    help: "The request that takes it back, when a person asks for that.",
    widget: "select",
    options: UNDO_METHODS.map((method) => ({
      value: method,
      label: method === "nothing" ? "Nothing" : method,
    })),
    showIf: { key: "method", is: WRITES },
  }),
  undoPath: setting(valueSchema.optional(), {
    label: "Path that takes it back",
    help: "Names in braces come from the answer: /tickets/{id}.",
    widget: "text-value",
    placeholder: "/tickets/{id}",
    showIf: { key: "undoMethod", is: UNDO_METHODS.filter((method) => method !== "nothing") },
  }),
  undoBody: setting(mappingSchema.optional(), {
    label: "Body that takes it back",
    help: "Sent as JSON.",
    widget: "mapping",
    showIf: { key: "undoMethod", is: ["POST", "PUT", "PATCH"] },
  }),
});
export type HttpRequestConfig = z.infer<typeof config>;

export const httpRequestDefinition = defineNode<HttpRequestConfig>({
  type: "http-request",
  lane: "act",
  label: "HTTP request",
  description: "Call another system's interface.",
  icon: "globe",
  config,
  defaults: () => ({
    connectionId: "",
    method: "POST",
    path: emptyText(),
    query: [],
    body: [],
    readPath: emptyText(),
    readField: "",
    readValue: emptyLiteral(),
    undoMethod: "nothing",
    undoPath: emptyText(),
    undoBody: [],
  }),
  ports: () => EFFECT_PORTS,
  outputs: () => [
    { key: "status", label: "Status code", type: "number" },
    { key: "body", label: "Answer", type: "object" },
    ...EFFECT_FIELDS,
  ],
  summary: ({ method, path }) => summaryLine(`${method} ${describeValue(path, plainLabel)}`),
  references: ({ path, query, body, readPath, readValue, undoPath, undoBody }) => [
    ...[path, readPath, readValue, undoPath].flatMap((value) => (value ? referencesOfValue(value) : [])),
    ...[query, body, undoBody].flatMap((mapping) => (mapping ? referencesOfMapping(mapping) : [])),
  ],
  check: ({ connectionId, method, body, readPath, readField, undoMethod, undoPath }, catalog) => [
    ...checkConnection(catalog, connectionId, "http"),
    ...(method === "GET" && body.length > 0
      ? [{ path: ["body"], message: "A GET request carries no body. Remove it or choose another method." }]
      : []),
    ...(method !== "GET" && readField && isEmptyValue(readPath ?? emptyText())
      ? [{ path: ["readPath"], message: "Say where the field can be read: fill in “Read back at”." }]
      : []),
    ...(method !== "GET" && (undoMethod ?? "nothing") !== "nothing" && isEmptyValue(undoPath ?? emptyText())
      ? [{ path: ["undoPath"], message: "Say which path takes it back." }]
      : []),
  ],
  behaviour: "effect",
});
