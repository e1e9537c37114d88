import type { Server } from "node:net";
import { SMTPServer } from "smtp-server";
import { receive } from "./receive";
import type { MailStore } from "./store";

const largest = 10 * 1024 * 1024;

/**
 * Accepts mail for any address, with or without signing in, and keeps it instead of passing it on. It can be asked for
 * delivery reports (RFC 3461).
 * @param intakePort where reports on what Handoff sent are taken to
 */
export function listenForMail(
  store: MailStore,
  port: number,
  intakePort: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const smtp = new SMTPServer({
    authOptional: true,
    // Loopback only: a certificate would protect nothing, and a self-signed one would be refused.
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    hideDSN: false,
    size: largest,
    banner: "Handoff local mailbox",
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "anybody" }),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const failed = (error: unknown) => done(error instanceof Error ? error : new Error(String(error)));
        if (stream.sizeExceeded) return failed(new Error("The message is larger than 10 MB."));
        receive(store, Buffer.concat(parts), session.envelope, intakePort).then((sendBack) => {
          done();
          // A mailbox that was closed meanwhile tells nobody anything.
          sendBack().catch(() => undefined);
        }, failed);
      });
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
