import { join } from "node:path";
import { mailboxEnv } from "@/server/env";
import { showMail } from "./http";
import { listenForMail } from "./smtp";
import { MailStore } from "./store";

const settings = mailboxEnv();
const store = await MailStore.open(join(settings.HANDOFF_HOME, "mailbox"));
const [smtp, pages] = await Promise.all([
  listenForMail(store, settings.HANDOFF_MAILBOX_SMTP_PORT),
  showMail(store, settings.HANDOFF_MAILBOX_PORT),
]);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    Promise.all([smtp.close(), pages.close()]).then(() => process.exit(0));
  });
}
