import { defineConnector } from "../define";
import { httpRequest } from "./request";
import { send } from "./send";
import { credentialHeaders, hostOf, httpConfig, httpSecret } from "./settings";

export const http = defineConnector({
  id: "http",
  label: "HTTP",
  config: httpConfig,
  secret: httpSecret,
  hostOf,
  actions: [httpRequest],
  test: async (connection) => {
    const { baseUrl, allowedHosts = [] } = httpConfig.parse(connection.config);
    const url = new URL(baseUrl);
    const headers = { accept: "application/json", "user-agent": "Handoff", ...credentialHeaders(connection) };
    const { status } = await send({
      url,
      method: "GET",
      headers,
      allowed: allowedHosts,
      repeatable: true,
      // Many systems have nothing at their root: that they say so is an answer.
      accepts: (code) => (code >= 200 && code < 300) || code === 404 || code === 405,
    });
    return `${url.host} answered ${status}.`;
  },
});
