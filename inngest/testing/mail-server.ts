import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server that can go down and come back on the same port. */
export class MailServer {
  readonly received: string[] = [];
  private server: SMTPServer | undefined;
  private reserved: number | undefined;

  /** Where it listens, also while it is down. */
  get port(): number {
    if (this.reserved === undefined) throw new Error("The mail server was never up.");
    return this.reserved;
  }

  async up(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, session, done) => {
        stream.resume().on("end", () => {
          this.received.push(...session.envelope.rcptTo.map(({ address }) => address));
          done();
        });
      },
    });
    server.on("error", () => undefined);
    const listener = server.listen(this.reserved ?? 0, "127.0.0.1");
    await once(listener, "listening");
    this.reserved = (listener.address() as AddressInfo).port;
    this.server = server;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
