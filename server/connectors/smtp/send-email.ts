import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";
import { type ConnectionInUse, defineAction } from "../define";
import { MendAction } from "../failures";
import { deliver } from "./deliver";
import { mailServer } from "./settings";

const oneLine = z.string().regex(/^[^\r\n]*$/, "This has to be one line.");

const EDITABLE = [
  { key: "subject", label: "Subject" },
  { key: "text", label: "Text", long: true },
] as const;

const input = z.strictObject({
  to: oneLine.min(3).max(320),
  subject: oneLine.min(1).max(998),
  text: z.string().min(1).max(200_000),
});

export const sendEmail = defineAction({
  id: "smtp.send-email",
  label: "Send an email",
  connector: "smtp",
  effect: "send",
  // Mail servers do not know what they have taken: after a lost answer only a person can find out.
  retry: "never",
  reversal: {
    kind: "compensate",
    why: "An email that was delivered cannot be called back. A correction can be sent after it.",
  },
  input,
  message: ({ to }) => ({ to: [to], fields: EDITABLE }),
  subject: ({ effectId, input: { to } }) => ({ kind: "email", id: effectId, name: `Email to ${to}` }),
  change: ({ input: { to, subject, text }, result }) => ({
    before: null,
    after: { to, subject, text, messageId: result.messageId ?? null },
  }),
  // A beginning, not an answer: whoever confirms it knows what was wrong.
  reverse: ({ input: { to, subject } }) => ({
    action: "smtp.send-email",
    input: {
      to,
      subject: `Correction: ${subject}`.slice(0, 998),
      text: `Hello,\n\nplease disregard our email “${subject}”. It was sent by mistake, and we have taken back what it told you about.\n\nWe are sorry for the confusion.`,
    },
    summary: `Send a correction to ${to}: ${subject}`,
    editable: EDITABLE,
  }),
  execute: async ({ connection, input: { to, subject, text }, key }) => {
    const server = mailServer(required(connection));
    const messageId = `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@handoff>`;
    const mail = new MailComposer({
      from: server.from,
      // As an object it is taken as one address, whatever is in it.
      to: { name: "", address: to },
      subject,
      text,
      messageId,
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    const envelope = mail.getEnvelope();
    if (envelope.from === false || envelope.to.length !== 1 || envelope.to[0] === undefined) {
      throw new MendAction(`“${to}” is not an email address.`, "to");
    }
    const response = await deliver(server, { from: envelope.from, to: envelope.to[0] }, await mail.build());
    return { result: { messageId }, evidence: { host: server.host, response } };
  },
  verify: async (_call, { evidence }) => ({
    state: "confirmed",
    reason: `Accepted by ${evidence.host}: ${evidence.response}`,
    evidence: {},
  }),
});

function required(connection: ConnectionInUse | null): ConnectionInUse {
  if (!connection) throw new MendAction("Choose a connection to send with.", "connectionId");
  return connection;
}
