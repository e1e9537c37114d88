import type { AddressObject, ParsedMail, SimpleParserOptions } from "mailparser";
import type { SMTPServerEnvelope } from "smtp-server";
import { passOn } from "./pass-on";
import { comesBack, isToldOf, type Recipient, reportOn } from "./report";
import type { MailStore } from "./store";

/**
 * Keeps a message for those who have an address here. What its sender is to hear of it goes back to it afterwards.
 * @returns sends that, once the message was answered
 */
export async function receive(
  store: MailStore,
  raw: Buffer,
  envelope: SMTPServerEnvelope,
  intakePort: number,
): Promise<() => Promise<void>> {
  const parsed = await parse(raw, { skipImageLinks: true });
  const sender = envelope.mailFrom ? envelope.mailFrom.address : "";
  const given = envelope.rcptTo.map(({ address }) => address);
  const to = (given.length > 0 ? given : named(parsed.to)).filter((address) => !comesBack(address));
  if (to.length > 0) {
    await store.add({
      from: parsed.from?.text ?? sender,
      to,
      subject: parsed.subject ?? "",
      text: parsed.text ?? "",
      html: parsed.html || null,
      attachments: parsed.attachments.map((each) => ({
        name: each.filename ?? "unnamed",
        type: each.contentType,
        bytes: each.size,
      })),
    });
  }
  const told = envelope.rcptTo
    .map(({ address, dsn }): Recipient => {
      return { address, notify: dsn?.notify ?? null, envelopeId: envelope.dsn?.envid ?? null };
    })
    // Nothing is ever told of a report: its sender is empty.
    .filter((recipient) => sender !== "" && isToldOf(recipient));
  return async () => {
    for (const recipient of told) await sendBack(store, reportOn(recipient, sender, raw), sender, intakePort);
  };
}

async function sendBack(store: MailStore, report: string, sender: string, intakePort: number): Promise<void> {
  const { from, subject = "", text = "" } = await parse(report);
  await store.add({ from: from?.text ?? "", to: [sender], subject, text, html: null, attachments: [] });
  await passOn(sender, report, intakePort);
}

/** Loaded with the first message: at rest it would be most of what the mailbox takes. */
async function parse(message: Buffer | string, options?: SimpleParserOptions): Promise<ParsedMail> {
  const { simpleParser } = await import("mailparser");
  return simpleParser(message, options);
}

function named(header: AddressObject | AddressObject[] | undefined): string[] {
  return [header ?? []].flat().map((each) => each.text);
}
