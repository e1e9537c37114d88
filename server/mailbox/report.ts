import { randomUUID } from "node:crypto";

/** One recipient of a message, as its sender named it and what it wants to hear of it (RFC 3461). */
export type Recipient = { address: string; notify: readonly string[] | null; envelopeId: string | null };

/** What the mailbox plays a mail server for: `bounce@` anything, and anything at `bounce.test`, does not exist. */
export function comesBack(address: string): boolean {
  return /^bounce@|@bounce\.test$/i.test(address);
}

/** Whether the sender hears of it: failures unless it said otherwise, deliveries only when it asked. */
export function isToldOf({ address, notify }: Recipient): boolean {
  return comesBack(address) ? (notify?.includes("FAILURE") ?? true) : (notify?.includes("SUCCESS") ?? false);
}

/** The report on one recipient as a mail server sends it (RFC 3464), with the headers of the message that it is about. */
export function reportOn({ address, envelopeId }: Recipient, sender: string, raw: Buffer): string {
  const boundary = `report-${randomUUID()}`;
  const failed = comesBack(address);
  const headers = raw.toString("latin1").split(/\r?\n\r?\n/, 1)[0] ?? "";
  const told = failed
    ? "Nobody has this address: the local mailbox sends back what goes to bounce@ anything."
    : "The local mailbox has your message.";
  return [
    "From: Local mailbox <mailer-daemon@mailbox.test>",
    `To: <${sender}>`,
    `Subject: ${failed ? "Undelivered" : "Delivered"}: your message to ${address}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomUUID()}@mailbox.test>`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    told,
    "",
    `--${boundary}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mailbox.test",
    ...(envelopeId ? [`Original-Envelope-Id: ${envelopeId}`] : []),
    "",
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${failed ? "failed" : "delivered"}`,
    `Status: ${failed ? "5.1.1" : "2.1.5"}`,
    ...(failed ? ["Diagnostic-Code: smtp; 550 5.1.1 No such mailbox"] : []),
    "",
    `--${boundary}`,
    "Content-Type: text/rfc822-headers",
    "",
    headers,
    "",
    `--${boundary}--`,
    "",
  ].join("\r\n");
}
