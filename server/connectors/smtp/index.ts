import { defineConnector } from "../define";
import { greet } from "./deliver";
import { sendEmail } from "./send-email";
import { mailServer, smtpConfig, smtpSecret } from "./settings";

export const smtp = defineConnector({
  id: "smtp",
  label: "Email (SMTP)",
  config: smtpConfig,
  secret: smtpSecret,
  hostOf: ({ host }) => host ?? "",
  actions: [sendEmail],
  test: async (connection) => {
    const server = mailServer(connection);
    await greet(server);
    return `${server.host}:${server.port} answers${server.auth ? " and accepts the user name and password" : ""}.`;
  },
});
