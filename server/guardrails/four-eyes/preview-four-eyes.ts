import type { Tx } from "@/server/db/tx";
import { checkedRule } from "../rules/standing-rule";
import { FOUR_EYES, type FourEyesRule } from "./four-eyes-rule";

const DAYS = 30;
const MOST_LISTED = 50;

export type TwoPeopleAction = {
  id: string;
  runId: string | null;
  summary: string;
  at: Date;
  why: string;
};

export type FourEyesPreview = { days: number; looked: number; held: number; newest: TwoPeopleAction[] };

const PREVIEW = `
  WITH done AS (
    SELECT effect.id, effect.run_id, effect.summary, effect.created_at,
      CASE
        WHEN effect.reversal_of IS NOT NULL THEN CASE
          WHEN $3 = 'nobody' THEN 'Takes something back.'
          WHEN $3 = 'not-releaser' AND EXISTS (
            SELECT 1 FROM effect original JOIN review ON review.id = original.released_by
            WHERE original.id = effect.reversal_of
              AND (review.decided_by = effect.requested_by OR effect.requested_by = ANY(review.agreed_by)))
            THEN 'Taken back by whoever let it go out.' END
        WHEN effect.effect = 'money' AND effect.amount > (SELECT (each->>'above')::numeric
            FROM jsonb_array_elements($2::jsonb) AS each WHERE each->>'currency' = effect.currency)
          THEN 'Moves ' || trim_scale(effect.amount) || ' ' || effect.currency || '.'
        WHEN effect.effect = ANY($1::text[]) THEN CASE effect.effect
          WHEN 'money' THEN 'Moves money.' WHEN 'send' THEN 'Sends something.' ELSE 'Deletes something.' END
      END AS why
    FROM effect
    WHERE effect.effect <> 'read' AND (effect.run_id IS NOT NULL OR effect.reversal_of IS NOT NULL)
      AND effect.created_at >= now() - interval '${DAYS} days'),
  counted AS (SELECT count(*)::int AS looked, count(why)::int AS held FROM done)
  SELECT counted.*, newest.* FROM counted LEFT JOIN (
    SELECT id, run_id AS "runId", summary, created_at AS at, why FROM done WHERE why IS NOT NULL
    ORDER BY created_at DESC, id DESC LIMIT ${MOST_LISTED}) AS newest ON true`;

/**
 * What would have needed a second person of what workflows did and people took back in the last 30 days. Nothing is
 * changed. @throws MendInput that names the field
 */
export async function previewFourEyes(tx: Tx, input: FourEyesRule): Promise<FourEyesPreview> {
  const { kinds, amounts, reversals } = checkedRule(FOUR_EYES, input);
  const rows = await tx.query<TwoPeopleAction & { looked: number; held: number }>(PREVIEW, [
    kinds,
    JSON.stringify(amounts),
    reversals,
  ]);
  const newest = rows.flatMap(({ looked, held, ...action }) => (action.id === null ? [] : [action]));
  return { days: DAYS, looked: rows[0]?.looked ?? 0, held: rows[0]?.held ?? 0, newest };
}
