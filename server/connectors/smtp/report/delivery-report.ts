import { z } from "zod";
import type { JsonObject } from "@/workflow/json";

const MOST_TEXT = 1_000;

const id = z.string().trim().min(1).max(500);
const text = z.string().trim().max(MOST_TEXT, `Shorten it to ${MOST_TEXT} characters.`);

/** What became of one email, however it was told: as a message of a mail server, or as an event of a provider. */
export const deliveryReport = z.object(
  {
    /** "relayed": passed on to a server that will not tell more. "complained": it arrived and was not wanted. */
    event: z.enum(
      ["delivered", "delayed", "relayed", "bounced", "complained"],
      "Say what became of it: delivered, delayed, relayed, bounced or complained.",
    ),
    envelopeId: id.optional(),
    messageId: id.optional(),
    /** RFC 3463: "5.1.1". */
    status: z
      .string()
      .trim()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/, "Give the status like 5.1.1.")
      .optional(),
    /** What the last server said, in its own words. */
    reason: text.optional(),
    recipient: text.optional(),
    /** The server that says so. */
    by: text.optional(),
    /** Of a delay: until when it is tried, ISO 8601. */
    retryUntil: z.iso.datetime({ offset: true }).optional(),
  },
  "Send one event, as a JSON object.",
);

export type DeliveryReport = z.infer<typeof deliveryReport>;

/** A text of somebody else, shortened to what a report may hold; absent where there is none. */
export function shortened(value: string | undefined): string | undefined {
  const clean = value?.replace(/\s+/g, " ").trim().slice(0, MOST_TEXT);
  return clean || undefined;
}

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const ENVELOPE_ID = new RegExp(`^(${UUID})$`, "i");
const MESSAGE_ID = new RegExp(`^<?(${UUID})(?:\\.\\d+)?@handoff>?$`, "i");

/** The Message-ID of an email: it names the action, so that a report which returns nothing but headers finds it. */
export function messageIdOf(sendKey: string): string {
  return `<${sendKey.replace(":", ".")}@handoff>`;
}

/** Our Message-ID somewhere in a text, as old mail servers return it. */
export function findMessageId(returned: string): string | undefined {
  return new RegExp(`<${UUID}(?:\\.\\d+)?@handoff>`, "i").exec(returned)?.[0];
}

/** The action that sent the email which a report is about; null when none of ours is named. */
export function sentBy({ envelopeId, messageId }: Pick<DeliveryReport, "envelopeId" | "messageId">) {
  const [, byEnvelope] = ENVELOPE_ID.exec(envelopeId?.trim() ?? "") ?? [];
  const [, byMessage] = MESSAGE_ID.exec(messageId?.trim() ?? "") ?? [];
  return (byEnvelope ?? byMessage)?.toLowerCase() ?? null;
}

/** As JSON: what is absent is left out. */
export function reportAsJson(report: DeliveryReport): JsonObject {
  return JSON.parse(JSON.stringify(report)) as JsonObject;
}
