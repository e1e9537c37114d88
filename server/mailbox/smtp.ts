import type { Server } from "node:net";
import { type AddressObject, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { MailStore } from "./store";

const largest = 10 * 1024 * 1024;

/** Accepts mail for any address, with or without signing in, and keeps it instead of passing it on. */
export function listenForMail(
  store: MailStore,
  port: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const smtp = new SMTPServer({
    authOptional: true,
    // Loopback only: a certificate would protect nothing, and a self-signed one would be refused.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: largest,
    banner: "Handoff local mailbox",
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "anybody" }),
    onData(stream, session, done) {
      simpleParser(stream, { skipImageLinks: true })
        .then(async (parsed) => {
          if (stream.sizeExceeded) throw new Error("The message is larger than 10 MB.");
          await store.add({
            from: parsed.from?.text ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : ""),
            to: recipients(session.envelope.rcptTo, parsed.to),
            subject: parsed.subject ?? "",
            text: parsed.text ?? "",
            html: parsed.html || null,
            attachments: parsed.attachments.map((each) => ({
              name: each.filename ?? "unnamed",
              type: each.contentType,
              bytes: each.size,
            })),
          });
          done();
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });
  // A client that hangs up in the middle of a message is the client's affair.
  smtp.on("error", () => undefined);
  return new Promise((resolve, reject) => {
    const server: Server = smtp.listen(port, "127.0.0.1");
    server.once("error", reject);
    server.once("listening", () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address ? address.port : port,
        close: () => new Promise((closed) => smtp.close(() => closed())),
      });
    });
  });
}

function recipients(
  envelope: { address: string }[],
  header: AddressObject | AddressObject[] | undefined,
): string[] {
  if (envelope.length > 0) return envelope.map((each) => each.address);
  return [header ?? []].flat().map((each) => each.text);
}
