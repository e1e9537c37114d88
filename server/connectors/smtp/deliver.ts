import { lookup } from "node:dns/promises";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { HostNotListed, hostsThatCount, isListed } from "@/server/net/allowed-hosts";
import { AddressRefused, isInside } from "@/server/net/egress";
import { AwaitSystem, LookUp, MendAction, TryAgain } from "../failures";
import type { MailServer } from "./settings";

const CONNECT_MS = 8_000;
const ANSWER_MS = 20_000;

/** `report`: what the server is asked to tell later, where it knows how to be asked (RFC 3461). */
type Envelope = { from: string; to: string; report: { id: string; notify: readonly string[] } | null };

/**
 * Hands one message to a mail server. @returns its last answer, "250 …"
 * @throws AwaitSystem the server cannot be reached · TryAgain it said 4xx, or went away before it had the whole
 *   message · MendAction it said 5xx · LookUp it went away after it had the whole message: it may be delivered
 */
export async function deliver(server: MailServer, envelope: Envelope, message: Buffer): Promise<string> {
  // The end of the message is what makes a server take it: without having sent that, nothing can arrive.
  const progress = { wholeMessageSent: false };
  return session(server, progress, async (connection) => {
    const stream = Readable.from([message]);
    stream.once("end", () => {
      progress.wholeMessageSent = true;
    });
    const { response } = await new Promise<{ response: string }>((resolve, reject) => {
      const { from, to, report } = envelope;
      // The headers are enough to know it again, and the text need not travel once more.
      const dsn = report ? { id: report.id, return: "headers", notify: [...report.notify] } : undefined;
      connection.send({ from, to: [to], dsn }, stream, (error, info) =>
        error ? reject(error) : resolve(info ?? { response: "" }),
      );
    });
    return response;
  });
}

/**
 * Connects and signs in, and sends nothing. @throws like `deliver`
 * @returns whether it can be asked for reports
 */
export async function greet(server: MailServer): Promise<{ offersReports: boolean }> {
  return session(server, { wholeMessageSent: false }, async (_, offersReports) => ({ offersReports }));
}

async function session<T>(
  server: MailServer,
  progress: { wholeMessageSent: boolean },
  work: (connection: SMTPConnection, offersReports: boolean) => Promise<T>,
): Promise<T> {
  const connection = await open(server);
  try {
    return await new Promise<T>((resolve, reject) => {
      connection.once("error", reject);
      connection.once("end", () => reject(new Error("The mail server ended the connection.")));
      connection.connect((error) => {
        if (error) return reject(error);
        // Its last words so far: what it offers.
        const offersReports = /[ -]DSN\b/i.test(connection.lastServerResponse || "");
        signIn(connection, server)
          .then(() => work(connection, offersReports))
          .then(resolve, reject);
      });
    });
  } catch (error) {
    throw failureOf(error, server, progress.wholeMessageSent);
  } finally {
    // What the connection still has to say is of no interest, and must not end the process.
    connection.on("error", () => undefined);
    connection.quit();
    setTimeout(() => connection.close(), 1_000).unref();
  }
}

async function open(server: MailServer): Promise<SMTPConnection> {
  const { host, port, encryption, allowed } = server;
  // The installation's own server (no list of what is meant to be inside) was chosen by whoever runs this.
  if (allowed !== null && !isListed(hostsThatCount(), host, String(port))) {
    throw failureOf(new HostNotListed(host), server, false);
  }
  const meant = allowed === null || allowed.includes(host) || allowed.includes(`${host}:${port}`);
  const address = meant ? host : await checkedAddress(server);
  return new SMTPConnection({
    // The address that was checked, not the name: it cannot be looked up differently a moment later.
    host: address,
    port,
    servername: host,
    secure: encryption === "tls",
    requireTLS: encryption === "starttls",
    ignoreTLS: encryption === "none",
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    logger: false,
  });
}

/** An address of the mail server that is outside our own network. One that is not refuses them all. */
async function checkedAddress(server: MailServer): Promise<string> {
  try {
    const found = await lookup(server.host, { all: true });
    const [first] = found;
    if (!first || found.some(({ address }) => isInside(address))) throw new AddressRefused(server.host);
    return first.address;
  } catch (error) {
    throw failureOf(error, server, false);
  }
}

function signIn(connection: SMTPConnection, { auth }: MailServer): Promise<void> {
  if (!auth) return Promise.resolve();
  return new Promise((resolve, reject) => {
    connection.login({ user: auth.user, credentials: auth }, (error) => (error ? reject(error) : resolve()));
  });
}

type MailError = {
  code?: string;
  errno?: string | number;
  responseCode?: number;
  response?: string;
  message: string;
};

function failureOf(error: unknown, { host, port }: MailServer, wholeMessageSent: boolean): Error {
  const { code, responseCode, response, message } = error as MailError;
  const place = `${host}:${port}`;
  if (error instanceof AddressRefused || error instanceof HostNotListed)
    return new MendAction(error.message, "host");
  if (responseCode !== undefined && responseCode >= 500) {
    const what = code === "EAUTH" ? "does not accept the user name and password" : "refused it";
    return new MendAction(`${place} ${what}: ${response ?? message}`);
  }
  if (responseCode !== undefined && responseCode >= 400) {
    return new TryAgain(`${place} cannot take it right now: ${response ?? message}`);
  }
  if (wholeMessageSent) {
    return new LookUp(`${place} had the whole message, then the connection was lost before it answered.`);
  }
  if (code === "EMESSAGE" || code === "EENVELOPE")
    return new MendAction(`The email cannot be sent: ${message}`);
  if (/ECONNREFUSED/.test(message) || code === "ECONNREFUSED") {
    return new AwaitSystem(`${place} refuses connections.`, true);
  }
  return new AwaitSystem(`${place} cannot be reached: ${message}`);
}
