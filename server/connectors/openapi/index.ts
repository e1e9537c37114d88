import { defineConnector } from "../define";
import { send } from "../http/send";
import { credentialsOf, openapiConfig, openapiSecret } from "./settings";
import { takeBack } from "./take-back";
import { useOperation } from "./use-operation";

/** A system whose interface an OpenAPI document describes; see server/connections/operations for the import. */
export const openapi = defineConnector({
  id: "openapi",
  label: "OpenAPI",
  config: openapiConfig,
  secret: openapiSecret,
  hostOf: ({ baseUrl }) => new URL(baseUrl).host,
  actions: [useOperation, takeBack],
  test: async (connection) => {
    const { baseUrl, allowedHosts = [] } = openapiConfig.parse(connection.config);
    const credentials = credentialsOf(connection);
    const url = new URL(baseUrl);
    for (const [name, value] of Object.entries(credentials.query)) url.searchParams.set(name, value);
    const { status } = await send({
      url,
      method: "GET",
      headers: { accept: "application/json", "user-agent": "Handoff", ...credentials.headers },
      allowed: allowedHosts,
      repeatable: true,
      // Many systems have nothing at their root: that they say so is an answer.
      accepts: (code) => (code >= 200 && code < 300) || code === 404 || code === 405,
    });
    return `${url.host} answered ${status}.`;
  },
});
