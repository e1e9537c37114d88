/** Reads rows as the app's role, within the organization that is settled. */
export type Ask = <Row extends object>(text: string, params: readonly unknown[]) => Promise<Row[]>;

type EffectFact = {
  id: string;
  key: string;
  state: string;
  action: string;
  runId: string | null;
  nodeId: string | null;
  createdAt: Date;
  /** Somebody was asked what became of it. */
  asked: boolean;
  records: number;
};

/** What the database says about one workflow, as far as the account needs it. */
export type Facts = {
  events: { id: string; externalId: string; runs: string[]; note: string }[];
  effects: EffectFact[];
  entries: { verb: string; effectId: string | null; reviewId: string | null; runId: string | null }[];
  reviews: { id: string; status: string; answer: string | null }[];
  /** Records that no action wrote, or that an action wrote beside the one it should. */
  strayRecords: number;
  unsent: number;
};

/** @param ask sees one organization; nothing but the workflow in question may have run there */
export async function readFacts(ask: Ask, workflowId: string): Promise<Facts> {
  const events = await ask<Facts["events"][number]>(
    `SELECT event.id, event.external_id AS "externalId", event.note,
       coalesce(array_agg(run.status::text) FILTER (WHERE run.id IS NOT NULL), '{}') AS runs
     FROM event JOIN endpoint ON endpoint.id = event.endpoint_id LEFT JOIN run ON run.event_id = event.id
     WHERE endpoint.workflow_id = $1::uuid GROUP BY event.id`,
    [workflowId],
  );
  const effects = await ask<EffectFact>(
    `SELECT effect.id, effect.key, effect.state::text AS state, effect.action, effect.run_id AS "runId",
       effect.node_id AS "nodeId", effect.created_at AS "createdAt",
       EXISTS (SELECT 1 FROM review WHERE review.effect_id = effect.id AND review.status = 'open') AS asked,
       (SELECT count(*)::int FROM record WHERE record.written_by = effect.id) AS records
     FROM effect LEFT JOIN effect original ON original.id = effect.reversal_of
     JOIN run ON run.id = coalesce(effect.run_id, original.run_id) WHERE run.workflow_id = $1::uuid`,
    [workflowId],
  );
  const entries = await ask<Facts["entries"][number]>(
    `SELECT verb, effect_id AS "effectId", review_id AS "reviewId", run_id AS "runId" FROM audit_entry
     WHERE workflow_id = $1::uuid ORDER BY id`,
    [workflowId],
  );
  const reviews = await ask<Facts["reviews"][number]>(
    `SELECT review.id, review.status::text AS status, review.answer FROM review
     JOIN run ON run.id = review.run_id WHERE run.workflow_id = $1::uuid`,
    [workflowId],
  );
  const [stray] = await ask<{ count: number }>(
    `SELECT count(*)::int AS count FROM record JOIN collection ON collection.id = record.collection_id
     WHERE collection.key = 'chaos' AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.id = record.written_by)`,
    [],
  );
  const [outbox] = await ask<{ count: number }>("SELECT count(*)::int AS count FROM outbox", []);
  return { events, effects, entries, reviews, strayRecords: stray?.count ?? 0, unsent: outbox?.count ?? 0 };
}
