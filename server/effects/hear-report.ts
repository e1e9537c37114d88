import type { Verb } from "@/server/audit/verbs";
import type { Reports, Verification } from "@/server/connectors/define";
import { actionOf } from "@/server/connectors/registry";
import type { EffectState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { auditEffect } from "./audit-effect";
import { lockRun } from "./degraded";
import { type EffectRow, lockEffect, readEffect } from "./effect-row";
import { withReport } from "./pending";
import { settleByReport } from "./settle-by-report";

/** A report on what was sent, as it came in. */
export type ArrivedReport = { effectId: string; connectionId: string; at: Date; body: JsonObject };

/** "later": its action is being sent this moment. `note`: in words, why it changed nothing; empty when it did. */
export type Heard = "later" | { note: string };

/** Actor of what a system tells by itself. */
const TELLER = { kind: "system", name: "Delivery report" } as const;

/** Where a report may take an action from each state; what is not listed is written down and changes nothing. */
const MAY_BECOME: { readonly [state in EffectState]?: readonly Verification["state"][] } = {
  pending: ["confirmed", "missing", "pending"],
  // Nobody knew whether it had been sent: the report shows that it was.
  unknown: ["confirmed", "missing", "pending"],
  // It comes late: what was believed is openly taken back.
  confirmed: ["missing"],
  missing: ["confirmed"],
};

const WORDS: { readonly [event: string]: { verb: Verb; summary: string } } = {
  bounced: { verb: "action.returned", summary: "Came back" },
  delayed: { verb: "action.delayed", summary: "Delayed" },
  relayed: { verb: "action.delayed", summary: "Passed on" },
  complained: { verb: "action.complained", summary: "Unwanted" },
};

/**
 * Takes a report on an action in: only on one that was sent over the connection that it came for. Locks the run before its
 * action, as everybody does.
 */
export async function hearReport(tx: Tx, report: ArrivedReport): Promise<Heard> {
  const effect = await lockSent(tx, report);
  const reports = effect && actionOf(effect.action)?.reports;
  if (!effect || !reports) return { note: "No email of this connection is meant." };
  if (effect.state === "sending") return "later";
  const entry = { at: report.at.toISOString(), ...withoutIds(report.body) };
  const verdict = reports.heard(effect.evidence ?? {}, report.body);
  const evidence = { ...effect.evidence, reports: withReport(effect.evidence, entry) };
  await tellOf(tx, effect, report.body, verdict);
  if (MAY_BECOME[effect.state]?.includes(verdict.state)) {
    await settleByReport(tx, effect, { verdict, evidence, by: TELLER });
    return { note: "" };
  }
  tx.send("UPDATE effect SET evidence = $2::jsonb WHERE id = $1::uuid", [
    effect.id,
    JSON.stringify(evidence),
  ]);
  tx.announce("operations");
  return { note: `The action is ${effect.state}: that was written down and changes nothing.` };
}

async function lockSent(tx: Tx, { effectId, connectionId }: ArrivedReport): Promise<EffectRow | null> {
  const seen = await readEffect(tx, effectId);
  if (seen?.connectionId !== connectionId) return null;
  if (seen.runId !== null) await lockRun(tx, seen.runId);
  return lockEffect(tx, effectId);
}

/** What is more than that it was confirmed has an entry of its own, also where it changes nothing any more. */
async function tellOf(tx: Tx, effect: EffectRow, body: JsonObject, verdict: ReturnType<Reports["heard"]>) {
  const words = WORDS[String(body.event)];
  if (!words) return;
  const late = verdict.state === "missing" && effect.state === "confirmed";
  await auditEffect(tx, effect, {
    verb: words.verb,
    summary: `${words.summary}: ${effect.summary}`,
    why: late ? `${verdict.reason} Until now it counted as done: ${effect.reason}` : verdict.reason,
    by: TELLER,
  });
}

function withoutIds({ envelopeId: _, messageId: __, ...told }: JsonObject): JsonObject {
  return told;
}
