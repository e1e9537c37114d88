import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { Tx } from "@/server/db/tx";
import { LookAgain, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { compareDecimals } from "@/workflow/expressions/convert";
import { currentCap, lockCaps, type MoneyCap } from "./money-caps";

/**
 * Sets the most one action may move in a currency; every change is a new version, and the old ones stay.
 * @param input.version the version that was read, 0 for none
 * @throws MendInput · LookAgain when somebody else changed it since
 */
export async function setMoneyCap(
  tx: Tx,
  input: { currency: string; capPerAction: string; version: number },
  by: Viewer,
): Promise<MoneyCap> {
  const { currency, capPerAction } = input;
  if (!Intl.supportedValuesOf("currency").includes(currency)) {
    throw new MendInput("This currency is not known. Use its three letters, like EUR.", "currency");
  }
  if (!/^\d{1,14}(\.\d{1,4})?$/.test(capPerAction)) {
    throw new MendInput("Give the cap as digits with a point, like 250 or 99.50.", "capPerAction");
  }
  await lockCaps(tx, "change");
  const before = await currentCap(tx, currency);
  if ((before?.version ?? 0) !== input.version) {
    throw new LookAgain("Somebody changed this cap since you read it. Look at it again.");
  }
  if (before && compareDecimals(before.capPerAction, capPerAction) === 0) return before;
  await tx.query(
    `INSERT INTO money_guardrail (organization_id, currency, version, cap_per_action, created_by)
     VALUES ($1::uuid, $2, $3, $4::numeric, $5::uuid)`,
    [tx.organizationId, currency, input.version + 1, capPerAction, by.id],
  );
  const after = await currentCap(tx, currency);
  if (!after) throw new Error("A cap was set and is not there.");
  appendAudit(tx, {
    actor: personActor(by),
    verb: "guardrail.changed",
    object: { kind: "guardrail", id: `money:${currency}`, name: `Cap per action in ${currency}` },
    summary: `Cap per action: ${before ? `${before.capPerAction} ${currency}` : "none"} → ${after.capPerAction} ${currency}`,
    before: before && { capPerAction: before.capPerAction, version: before.version },
    after: { capPerAction: after.capPerAction, version: after.version },
  });
  tx.announce("settings");
  return after;
}
