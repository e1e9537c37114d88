import { join } from "node:path";
import { showMail } from "./http";
import { listenForMail } from "./smtp";
import { MailStore } from "./store";

/**
 * Opens the local mailbox on loopback: SMTP on one port, its page on another. What arrives is kept in the state folder,
 * and reports on it are taken to Handoff's own port.
 * @throws Error when a port is taken
 */
export async function openMailbox(
  home: string,
  ports: { smtp: number; page: number; intake: number },
): Promise<{ close(): Promise<void> }> {
  const store = await MailStore.open(join(home, "mailbox"));
  const open = await Promise.all([
    listenForMail(store, ports.smtp, ports.intake),
    showMail(store, ports.page),
  ]);
  return {
    close: async () => {
      await Promise.all(open.map((each) => each.close()));
    },
  };
}
