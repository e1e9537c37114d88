import type { Tx } from "@/server/db/tx";

const RELEASED_BY = `
  SELECT review.decided_by_name AS name FROM effect JOIN review ON review.id = effect.released_by
  WHERE effect.id = $1::uuid AND review.decided_by = $2::uuid`;

/**
 * Four eyes on what was let out by a person: whoever released an action does not take it back alone. Holds for
 * every organization and action; where an organization may choose, this is the one place that asks.
 * @returns why somebody else has to agree, in a sentence; null when nobody has to
 */
export async function releasedAlone(tx: Tx, effectId: string, personId: string): Promise<string | null> {
  const [release] = await tx.query<{ name: string | null }>(RELEASED_BY, [effectId, personId]);
  if (!release) return null;
  return `${release.name ?? "The same person"} let this action go out, so somebody else has to agree before it is taken back.`;
}
