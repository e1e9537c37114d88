import { formatDistanceStrict } from "date-fns";
import { z } from "zod";
import type { Verification } from "@/server/connectors/define";
import type { JsonObject } from "@/workflow/json";
import { type DeliveryReport, deliveryReport } from "./delivery-report";
import { statusInWords } from "./status-words";

const HOUR_MS = 3_600_000;
/** A server that promises to try for longer than this is not waited for. */
const LONGEST_DELAY_MS = 7 * 24 * HOUR_MS;

/** What an email waits for, as it was when it was accepted. */
export type Awaited = {
  /** Its server tells of deliveries too; otherwise of failures alone. */
  deliveries: boolean;
  hours: number;
  host: string;
};

const standing = z.object({
  awaited: z.object({ deliveries: z.boolean(), hours: z.number(), host: z.string() }).optional(),
  reports: z.array(z.object({ event: z.string() })).optional(),
});

/** How an email stands when its server has accepted it and reports come back. */
export function awaitReport(awaited: Awaited): Verification {
  return {
    state: "pending",
    reason: `Accepted by ${awaited.host}; waiting for the report.`,
    evidence: { awaited },
    reportWithinMs: awaited.hours * HOUR_MS,
  };
}

/** What a report on an email means for it. */
export function judgeReport(evidence: JsonObject, body: JsonObject, now = Date.now()): Verification {
  const report = deliveryReport.parse(body);
  const hours = standing.parse(evidence).awaited?.hours ?? 1;
  const by = report.by ?? "the mail server";
  switch (report.event) {
    case "delivered":
      return { state: "confirmed", reason: `Delivered, as ${by} reports.`, evidence: {} };
    case "complained":
      return { state: "confirmed", reason: "It arrived, and was reported there as unwanted.", evidence: {} };
    case "bounced":
      return { state: "missing", reason: `It did not arrive${cause(report)}`, evidence: {} };
    case "relayed":
      return {
        state: "pending",
        reason: "It was passed on to a server that sends no reports; waiting whether it comes back.",
        evidence: {},
        reportWithinMs: hours * HOUR_MS,
      };
    case "delayed": {
      const until = report.retryUntil === undefined ? 0 : Date.parse(report.retryUntil) - now;
      return {
        state: "pending",
        reason: `Its delivery is delayed${cause(report)} The mail server goes on trying.`,
        evidence: {},
        // It may come back at the very end of that.
        reportWithinMs: Math.max(hours * HOUR_MS, Math.min(until, LONGEST_DELAY_MS) + HOUR_MS),
      };
    }
  }
}

/** What it means that the time for a report is over and none has ended it. */
export function judgeSilence(evidence: JsonObject): Verification {
  const { awaited, reports = [] } = standing.parse(evidence);
  const last = reports.at(-1)?.event;
  if (!awaited) {
    return { state: "missing", reason: "Nothing is known of what became of it.", evidence: {} };
  }
  const within = formatDistanceStrict(0, awaited.hours * HOUR_MS, { unit: "hour" });
  if (last === "delayed") {
    const reason = "The last report said that its delivery is delayed, and none came after it.";
    return { state: "missing", reason, evidence: {} };
  }
  if (awaited.deliveries && last !== "relayed") {
    const reason = `Accepted by ${awaited.host}; no report came within ${within}, neither of a delivery nor of a failure.`;
    return { state: "missing", reason, evidence: {} };
  }
  return {
    state: "confirmed",
    reason: `Accepted by ${awaited.host}; no bounce came within ${within}. Whether it arrives is not told.`,
    evidence: {},
  };
}

function cause({ status, reason, by, recipient }: DeliveryReport): string {
  const words = statusInWords(status);
  const meaning = words ? `: ${words} (${status}).` : status ? ` (${status}).` : ".";
  const whom = recipient ? ` It was for ${recipient}.` : "";
  return `${meaning}${whom}${reason ? ` ${by ?? "The server"} said: “${reason}”.` : ""}`;
}
