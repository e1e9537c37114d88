import type { Tx } from "@/server/db/tx";
import { readRule } from "../rules/standing-rule";
import { FOUR_EYES } from "./four-eyes-rule";

const RELEASED_BY = `
  SELECT effect.run_id IS NOT NULL AS "ofRun", coalesce(release.decided_by_name, '') AS name, release.id AS release FROM effect
  LEFT JOIN review release ON release.id = effect.released_by
    AND (release.decided_by = $2::uuid OR $2::uuid = ANY(release.agreed_by))
  WHERE effect.id = $1::uuid`;

/**
 * Whether a person may take an action back without anybody else, as the organization wants it. Unless it says otherwise,
 * whoever let it go out may not. The one place that asks.
 * @returns why somebody else has to agree, in a sentence; null when nobody has to
 */
export async function mayNotReverseAlone(tx: Tx, effectId: string, personId: string): Promise<string | null> {
  const [{ rule }, [effect]] = await Promise.all([
    readRule(tx, FOUR_EYES),
    tx.query<{ ofRun: boolean; name: string; release: string | null }>(RELEASED_BY, [effectId, personId]),
  ]);
  // What a person did directly nobody is asked about: there is no run whose reviewers that would be.
  if (!effect?.ofRun || rule.reversals === "anybody") return null;
  if (rule.reversals === "nobody") return "Whoever takes something back, somebody else has to agree first.";
  if (effect.release === null) return null;
  return `${effect.name || "The same person"} let this action go out, so somebody else has to agree before it is taken back.`;
}
