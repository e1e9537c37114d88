import { defineConnector } from "../define";
import { greet } from "./deliver";
import { sendEmail } from "./send-email";
import { mailServer, smtpConfig, smtpSecret, takesReports } from "./settings";

export const smtp = defineConnector({
  id: "smtp",
  label: "Email (SMTP)",
  config: smtpConfig,
  secret: smtpSecret,
  hostOf: ({ host }) => host ?? "",
  takesReports,
  actions: [sendEmail],
  test: async (connection) => {
    const server = mailServer(connection);
    const { offersReports } = await greet(server);
    const answers = `${server.host}:${server.port} answers${server.auth ? " and accepts the user name and password" : ""}.`;
    if (!server.reports) return answers;
    return offersReports
      ? `${answers} It can be asked for delivery reports.`
      : `${answers} It cannot be asked for delivery reports: it sends back at most what it cannot deliver.`;
  },
});
