import { MendInput } from "@/server/errors";
import { type DeliveryReport, findMessageId, shortened } from "./delivery-report";
import { type Fields, type MimePart, readFields, readGroups, readParts } from "./mime";

/** What RFC 3464 calls what was done, the one that matters most first: an alias may stand for several people. */
const EVENTS = [
  ["failed", "bounced"],
  ["delayed", "delayed"],
  ["delivered", "delivered"],
  ["expanded", "delivered"],
  ["relayed", "relayed"],
] as const;

const STATUS_PARTS = new Set(["message/delivery-status", "message/global-delivery-status"]);
const RETURNED_PARTS = new Set(["text/rfc822-headers", "message/global-headers"]);

/**
 * Reads what a mail server says of an email (RFC 3464), out of the message that it came in.
 * @throws MendInput when it is no report, or does not say on which email
 */
export function parseReport(raw: Buffer): DeliveryReport {
  // Byte by byte: what is not text in some part does not spoil the others.
  const parts = readParts(raw.toString("latin1"));
  const report = standardReport(parts) ?? exceptionalReport(parts);
  if (!report) {
    throw new MendInput(
      "This is no delivery report: it has no part of the type message/delivery-status (RFC 3464).",
    );
  }
  if (!report.envelopeId && !report.messageId) {
    throw new MendInput(
      "This report does not say which email it is about: it names no envelope id and returns no headers of the email.",
    );
  }
  return report;
}

function standardReport(parts: readonly MimePart[]): DeliveryReport | null {
  const status = parts.find(({ type }) => STATUS_PARTS.has(type));
  if (!status) return null;
  const [first, ...rest] = readGroups(status.body);
  if (!first) return null;
  // Some servers forget the blank line after what is said of the whole message.
  const groups = first.has("action") ? [first, ...rest] : rest;
  for (const [action, event] of EVENTS) {
    const group = groups.find(
      (each) =>
        each
          .get("action")
          ?.split(/[\s;(]/)[0]
          ?.toLowerCase() === action,
    );
    if (group) return reportOf(event, group, first, parts.slice(parts.indexOf(status) + 1));
  }
  throw new MendInput(
    "This report does not say what became of the email: its Action is none of failed, delayed, delivered, relayed and expanded.",
  );
}

function reportOf(
  event: DeliveryReport["event"],
  group: Fields,
  message: Fields,
  after: readonly MimePart[],
): DeliveryReport {
  const by = typed(group.get("remote-mta")) ?? typed(message.get("reporting-mta"));
  return {
    event,
    envelopeId: shortened(message.get("original-envelope-id"))?.replace(/^<|>$/g, "").slice(0, 500),
    // Gmail says it here too, whether it returns the email or not.
    messageId: returnedMessageId(after) ?? shortened(message.get("x-original-message-id"))?.slice(0, 500),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(group.get("status") ?? "")?.[0],
    reason: inUtf8(typed(group.get("diagnostic-code"))),
    recipient: inUtf8(typed(group.get("original-recipient")) ?? typed(group.get("final-recipient"))),
    by: inUtf8(by),
    retryUntil: momentOf(group.get("will-retry-until")),
  };
}

/** The Message-ID in what is returned of the email: its headers alone, or all of it. */
function returnedMessageId(after: readonly MimePart[]): string | undefined {
  for (const { type, body, fields } of after) {
    const id = RETURNED_PARTS.has(type) ? readFields(body).get("message-id") : fields.get("message-id");
    if (id) return shortened(id)?.slice(0, 500);
  }
  return undefined;
}

/** Older Exims say who did not get it in a header of their own, and return the email below their words. */
function exceptionalReport([message]: readonly MimePart[]): DeliveryReport | null {
  const failed = message?.fields.get("x-failed-recipients");
  if (!message || failed === undefined) return null;
  return {
    event: "bounced",
    messageId: findMessageId(message.body),
    status: /\b5\.\d{1,3}\.\d{1,3}\b/.exec(message.body.slice(0, 5_000))?.[0],
    reason: inUtf8(/^ +(.*\b5\d\d[ -].*)$/m.exec(message.body.slice(0, 5_000))?.[1]),
    recipient: inUtf8(failed),
  };
}

/** What stands behind the type: "rfc822; dana@example.com", "smtp; 550 no such user". */
function typed(value: string | undefined): string | undefined {
  return value?.replace(/^[A-Za-z0-9-]+\s*;\s*/, "");
}

function inUtf8(value: string | undefined): string | undefined {
  return shortened(
    value === undefined ? undefined : Buffer.from(value, "latin1").toString("utf8").replaceAll("\u0000", ""),
  );
}

function momentOf(value: string | undefined): string | undefined {
  const at = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
