import { defineConnector } from "../define";
import { reach } from "./reach";
import { httpRequest } from "./request";
import { hostOf, httpConfig, httpSecret } from "./settings";
import { takeBack } from "./take-back";

export const http = defineConnector({
  id: "http",
  label: "HTTP",
  config: httpConfig,
  secret: httpSecret,
  hostOf,
  actions: [httpRequest, takeBack],
  test: async (connection) => {
    const { baseUrl, allowedHosts = [] } = httpConfig.parse(connection.config);
    return reach(connection, baseUrl, allowedHosts);
  },
});
