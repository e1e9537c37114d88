import { createHash } from "node:crypto";
import {
  type DeliveryReport,
  deliveryReport,
  reportAsJson,
  sentBy,
} from "@/server/connectors/smtp/report/delivery-report";
import { parseReport } from "@/server/connectors/smtp/report/parse-report";
import { MendInput } from "@/server/errors";
import type { JsonObject } from "@/workflow/json";
import type { KnownEndpoint } from "./endpoints";
import { parseJson, refuseText } from "./parse-json";
import { secretsOf } from "./read-webhook";
import { Refusal } from "./refusal";
import { standardWebhooks } from "./signatures/standard-webhooks";
import type { SignedRequest } from "./signatures/style";

const MAX_ID_LENGTH = 255;
const MESSAGES: readonly string[] = ["message/rfc822", "message/global", "multipart/report"];

/**
 * Reads a report on an email: a mail server's own message, for which the secret address is enough, as a mail server cannot
 * sign; or an event as JSON, signed as Standard Webhooks are.
 * @param now milliseconds since 1970
 * @throws Refusal 401 for an event that is not signed · 400 and 422 when it cannot be read or is about no email of ours
 */
export function readDeliveryReport(
  endpoint: KnownEndpoint,
  request: SignedRequest,
  now: number,
): { body: JsonObject; externalId: string } {
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (MESSAGES.includes(type)) {
    const report = parsed(withHeader(request, type));
    // The same message again is the same report; what differs in it tells something new.
    return kept(report, `report:${createHash("sha256").update(request.rawBody).digest("hex")}`);
  }
  if (type !== "application/json" && !type.endsWith("+json")) {
    throw new Refusal(
      400,
      "Send the report as it came, with the header content-type: message/rfc822, or an event as application/json.",
    );
  }
  if (!standardWebhooks.isFromSender(request, secretsOf(endpoint, now), now / 1000)) {
    throw new Refusal(401, standardWebhooks.refusal);
  }
  const report = checked(parseJson(request.rawBody));
  const id = request.headers["webhook-id"];
  if (id !== undefined && id.length > MAX_ID_LENGTH) {
    throw new Refusal(400, `The event's id is longer than ${MAX_ID_LENGTH} characters.`);
  }
  return kept(report, id || `report:${createHash("sha256").update(request.rawBody).digest("hex")}`);
}

/** Some senders take the header of the message for that of their request. */
function withHeader({ headers, rawBody }: SignedRequest, type: string): Buffer {
  if (
    type !== "multipart/report" ||
    !rawBody.subarray(0, 4).toString("latin1").trimStart().startsWith("--")
  ) {
    return rawBody;
  }
  return Buffer.concat([Buffer.from(`Content-Type: ${headers["content-type"]}\r\n\r\n`), rawBody]);
}

function parsed(raw: Buffer): DeliveryReport {
  try {
    return parseReport(raw);
  } catch (error) {
    if (error instanceof MendInput) throw new Refusal(422, error.message);
    throw error;
  }
}

function checked(body: unknown): DeliveryReport {
  const result = deliveryReport.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".");
  throw new Refusal(422, `${where ? `${where}: ` : ""}${issue?.message ?? "This is no delivery report."}`);
}

function kept(report: DeliveryReport, externalId: string): { body: JsonObject; externalId: string } {
  if (!report.envelopeId && !report.messageId) {
    throw new Refusal(422, "Say which email it is about: give its messageId or its envelopeId.");
  }
  if (sentBy(report) === null) {
    throw new Refusal(422, "This is about an email that was not sent from here. Nothing was kept.");
  }
  for (const text of Object.values(report)) if (text !== undefined) refuseText(text);
  return { body: reportAsJson(report), externalId };
}
