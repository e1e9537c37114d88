import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";
import { type ConnectionInUse, defineAction } from "../define";
import { MendAction } from "../failures";
import { deliver } from "./deliver";
import { messageIdOf } from "./report/delivery-report";
import { awaitReport, judgeReport, judgeSilence } from "./report/judge-report";
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
  execute: async ({ connection, input: { to, subject, text }, effectId, sendKey = effectId }) => {
    const server = mailServer(required(connection));
    const messageId = messageIdOf(sendKey);
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
    const { returnAddress, reports } = server;
    const notify = ["failure", "delay", ...(reports?.deliveries ? ["success"] : [])];
    const response = await deliver(
      server,
      {
        from: returnAddress ?? envelope.from,
        to: envelope.to[0],
        report: reports && { id: effectId, notify },
      },
      await mail.build(),
    );
    return { result: { messageId }, evidence: { host: server.host, response } };
  },
  verify: async ({ connection }, { evidence: { host, response } }) => {
    const { reports } = mailServer(required(connection));
    if (reports) return awaitReport({ ...reports, host: String(host) });
    return {
      state: "confirmed",
      reason: `Accepted by ${host}: ${response}. Whether it arrives is not told.`,
      evidence: {},
    };
  },
  reports: { heard: (evidence, report) => judgeReport(evidence, report), silence: judgeSilence },
});

function required(connection: ConnectionInUse | null): ConnectionInUse {
  if (!connection) throw new MendAction("Choose a connection to send with.", "connectionId");
  return connection;
}
