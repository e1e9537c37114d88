import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { env } from "@/server/env";
import { defineAction, type OpenConnection } from "../descriptor";
import { MendAction, OutcomeUnknown, SystemDown, TryAgain } from "../failures";

/** How an SMTP connection is set up. Without a host it uses the server that Handoff itself was started with. */
export const smtpConfigSchema = z.strictObject({
  host: z.string().min(1).max(255).optional(),
  port: z.int().min(1).max(65_535).optional(),
  secure: z.boolean().optional(),
  user: z.string().max(255).optional(),
  from: z.string().min(3).max(320).optional(),
});

/** Sends one plain-text email by SMTP. */
export const sendEmail = defineAction({
  id: "smtp.send-email",
  label: "Send an email",
  effect: "send",
  retry: "never",
  reversal: {
    kind: "none",
    why: "An email that was delivered cannot be called back. Send a correction instead.",
  },
  needsConnection: true,
  input: z.strictObject({
    to: z.string().min(3).max(320),
    subject: z.string().max(998),
    text: z.string().max(200_000),
  }),
  execute: async (call) => {
    const { to, subject, text } = call.input;
    const { transport, from } = openTransport(call.connection);
    const domain = /@([^>\s]+)/.exec(from)?.[1] ?? "localhost";
    // The same effect has the same Message-ID: where a copy should ever go out twice, mailboxes can tell.
    const messageId = `<${createHash("sha256").update(call.key).digest("hex").slice(0, 32)}@${domain}>`;
    try {
      const answer = await transport.sendMail({
        from,
        to,
        subject,
        text,
        messageId,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return { result: { messageId, to }, response: answer.response };
    } catch (error) {
      throw classify(error);
    } finally {
      transport.close();
    }
  },
  verify: async (call, sent) => ({
    state: "confirmed",
    reason: `Accepted for ${call.input.to}: ${sent.response}`,
    evidence: { response: sent.response, messageId: String(sent.result.messageId) },
  }),
});

function openTransport(connection: OpenConnection | null) {
  const config = smtpConfigSchema.safeParse(connection?.config ?? {}).data ?? {};
  const from = config.from ?? env().MAIL_FROM;
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 25_000 };
  if (!config.host) {
    const { SMTP_URL } = env();
    if (!SMTP_URL) throw new MendAction("No mail server is set up. Enter one in the connection's settings.");
    const url = new URL(SMTP_URL);
    const auth = url.username
      ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
      : undefined;
    const secure = url.protocol === "smtps:";
    return {
      from,
      transport: createTransport({
        host: url.hostname,
        port: Number(url.port) || (secure ? 465 : 587),
        secure,
        auth,
        ...timeouts,
      }),
    };
  }
  const { host, port = 587, secure = false, user } = config;
  const auth = user ? { user, pass: connection?.secret ?? "" } : undefined;
  return { from, transport: createTransport({ host, port, secure, auth, ...timeouts }) };
}

type SmtpError = Error & { code?: string; responseCode?: number; response?: string; command?: string };

/** Before the text went over, nothing was sent; while or after it went over without an answer, nobody knows. */
function classify(raw: unknown): Error {
  const error = raw as SmtpError;
  const said = error.response ?? error.message;
  if (error.responseCode && error.responseCode >= 500) {
    if (error.code === "EAUTH") return new SystemDown(`The mail server refused the sign-in: ${said}`);
    return new MendAction(`The mail server refused the email: ${said}`);
  }
  if (error.responseCode && error.responseCode >= 400)
    return new TryAgain(`The mail server asked to try later: ${said}`);
  if (error.command === "DATA")
    return new OutcomeUnknown(`The mail server did not answer after the text was sent: ${said}`);
  if (error.code === "EENVELOPE") return new MendAction(`The address was refused: ${said}`);
  return new SystemDown(`The mail server could not be reached: ${said}`);
}
