import { z } from "zod";
import { toText } from "@/workflow/expressions/convert";
import { defineAction } from "../define";
import { MendAction } from "../failures";
import { jsonObjectSchema } from "../json";
import { isIdempotent, send } from "./send";
import { credentialHeaders, httpConfig, urlBelow } from "./settings";

const input = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z.string().min(1).max(4000),
  query: jsonObjectSchema.optional(),
  body: jsonObjectSchema.optional(),
});

export const httpRequest = defineAction({
  id: "http.request",
  label: "HTTP request",
  connector: "http",
  effect: "send",
  retry: "never",
  reversal: { kind: "none", why: "What another system did with a request, it alone can take back." },
  input,
  classify: ({ method }, connection) => {
    const retry = isIdempotent(method) ? "native-key" : undefined;
    if (method === "GET") return { effect: "read", retry };
    const config = httpConfig.parse(connection);
    if (config.writes === undefined) {
      return {
        retry,
        hold: "Nobody has said yet what writing requests of this connection do. An admin says so in the connection.",
      };
    }
    return { effect: config.writes, retry: config.honoursIdempotencyKey ? "native-key" : retry };
  },
  subject: ({ effectId, input: { method, path } }) => ({
    kind: "request",
    id: effectId,
    name: `${method} ${path}`,
  }),
  execute: async ({ connection, effectId, input: { method, path, query = {}, body } }) => {
    if (!connection) throw new MendAction("Choose a connection to send with.", "connectionId");
    const config = httpConfig.parse(connection.config);
    const texts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, toText(value)]));
    const url = urlBelow(config.baseUrl, path, texts);
    const answer = await send({
      url,
      method,
      headers: {
        accept: "application/json",
        "user-agent": "Handoff",
        "idempotency-key": effectId,
        ...(body ? { "content-type": "application/json" } : {}),
        ...credentialHeaders(connection),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      allowed: config.allowedHosts ?? [],
      repeatable: isIdempotent(method) || config.honoursIdempotencyKey === true,
    });
    return {
      result: { status: answer.status, body: answer.body },
      evidence: { host: url.host, status: answer.status },
    };
  },
  verify: async ({ input: { method, path } }, { evidence }) => ({
    state: "confirmed",
    reason: `${evidence.host} answered ${evidence.status} to ${method} ${path}`,
    evidence: {},
  }),
});
