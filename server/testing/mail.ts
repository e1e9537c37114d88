import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { makeConnection } from "./gateway";
import type { TestOrganization } from "./organization";

export type TestMail = { port: number; received: string[]; close(): Promise<void> };

/** A mail server on loopback that takes everything and keeps it. */
export async function startMail(): Promise<TestMail> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        received.push(Buffer.concat(parts).toString("utf8"));
        done();
      });
    },
  });
  const port = await new Promise<number>((ready, failed) => {
    const listening = server.listen(0, "127.0.0.1", () => ready((listening.address() as AddressInfo).port));
    listening.once("error", failed);
  });
  return { port, received, close: () => new Promise((closed) => server.close(() => closed())) };
}

/** An email connection to that server. */
export function connectMail(organization: TestOrganization, { port }: TestMail): Promise<string> {
  const config = {
    host: "127.0.0.1",
    port,
    encryption: "none",
    from: "us@example.com",
    allowedHosts: ["127.0.0.1"],
  };
  return makeConnection(organization, { connector: "smtp", config });
}
