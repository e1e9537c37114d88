import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerEnvelope } from "smtp-server";
import type { JsonObject } from "@/workflow/json";
import { makeConnection } from "./gateway";
import type { TestOrganization } from "./organization";

export type TestMail = {
  port: number;
  received: string[];
  /** Of each, in the same order. */
  envelopes: SMTPServerEnvelope[];
  /** Done before a message that has arrived is answered. */
  beforeAnswer?: (envelope: SMTPServerEnvelope) => Promise<void>;
  close(): Promise<void>;
};

/** A mail server on loopback that takes everything and keeps it. `offersReports`: it can be asked for them (RFC 3461). */
export async function startMail({ offersReports = false } = {}): Promise<TestMail> {
  const mail: TestMail = {
    port: 0,
    received: [],
    envelopes: [],
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    hideDSN: !offersReports,
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        mail.received.push(Buffer.concat(parts).toString("utf8"));
        mail.envelopes.push(session.envelope);
        const before = mail.beforeAnswer?.(session.envelope) ?? Promise.resolve();
        before.then(() => done(), done);
      });
    },
  });
  mail.port = await new Promise<number>((ready, failed) => {
    const listening = server.listen(0, "127.0.0.1", () => ready((listening.address() as AddressInfo).port));
    listening.once("error", failed);
  });
  return mail;
}

/** An email connection to that server. `more` of its settings, such as that reports come back. */
export function connectMail(
  organization: TestOrganization,
  { port }: Pick<TestMail, "port">,
  more: JsonObject = {},
): Promise<string> {
  const config = {
    host: "127.0.0.1",
    port,
    encryption: "none",
    from: "us@example.com",
    allowedHosts: ["127.0.0.1"],
    ...more,
  };
  return makeConnection(organization, { connector: "smtp", config });
}
