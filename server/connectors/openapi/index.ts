import { defineConnector } from "../define";
import { reach } from "../http/reach";
import { httpSecret } from "../http/settings";
import { openapiConfig } from "./settings";
import { takeBack } from "./take-back";
import { useOperation } from "./use-operation";

/** A system whose interface an OpenAPI document describes; see server/connections/operations for the import. */
export const openapi = defineConnector({
  id: "openapi",
  label: "OpenAPI",
  config: openapiConfig,
  secret: httpSecret,
  hostOf: ({ baseUrl }) => new URL(baseUrl).host,
  actions: [useOperation, takeBack],
  test: async (connection) => {
    const { baseUrl, allowedHosts = [] } = openapiConfig.parse(connection.config);
    return reach(connection, baseUrl, allowedHosts);
  },
});
