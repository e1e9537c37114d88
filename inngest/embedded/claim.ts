/** What a claim tells of a run (`Lease`). */
export const CLAIMED = `id, function_id AS "functionId", event, generation, attempt, limited, share`;

/** Beyond what is wanted, so that what another process is taking just now leaves something. */
const SPARE = 16;

const FREE = "(lease_until IS NULL OR lease_until < engine.now())";
/** As the indexes have them: `run_share`, `run_timer`, `run_limited`. */
const DUE = "status = 'due' AND NOT limited";
const TIMER = "status = 'waiting' AND NOT limited";
const LIMITED = "limited AND status IN ('due', 'waiting')";

/**
 * Takes up to `$2` runs that are due and that nobody holds, for the owner `$1` and `$3` milliseconds: of each share the
 * first, then the second of each, and so on, counting those it holds here already (`$4`, `$5`), and at most `$6` of a
 * share named there. Jumps from share to share, so that what waits behind a share's first costs nothing.
 */
export const CLAIM = `
  WITH RECURSIVE due_share AS (
    (SELECT share FROM engine.run WHERE ${DUE} ORDER BY share LIMIT 1)
    UNION ALL
    SELECT next.share FROM due_share, LATERAL (
      SELECT share FROM engine.run WHERE ${DUE} AND share > due_share.share ORDER BY share LIMIT 1) next),
  candidate AS (
    SELECT due.id, due.share, due.available_at FROM due_share, LATERAL (
      SELECT id, share, available_at FROM engine.run
      WHERE ${DUE} AND share = due_share.share AND available_at <= engine.now() AND ${FREE}
      ORDER BY available_at LIMIT $2 + ${SPARE}) due
    UNION ALL
    (SELECT id, share, available_at FROM engine.run
     WHERE ${TIMER} AND available_at <= engine.now() AND ${FREE} ORDER BY available_at LIMIT $2 + ${SPARE})),
  placed AS (
    SELECT id, available_at AS since, most,
      coalesce(held, 0) + row_number() OVER (PARTITION BY share ORDER BY available_at) AS place
    FROM candidate LEFT JOIN unnest($4::text[], $5::int[], $6::int[]) AS standing(share, held, most) USING (share))
  UPDATE engine.run SET generation = generation + 1, status = 'waiting', lease_owner = $1,
    lease_until = engine.now() + $3 * interval '1 millisecond'
  WHERE id IN (
    SELECT run.id FROM placed JOIN engine.run ON run.id = placed.id
    WHERE (most IS NULL OR place <= most) AND status IN ('due', 'waiting') AND ${FREE}
    ORDER BY place, since LIMIT $2 FOR UPDATE OF run SKIP LOCKED)
  RETURNING ${CLAIMED}`;

/** Milliseconds until a run becomes due that nobody holds, of those that do within `$1`. */
export const UNTIL_DUE = `
  SELECT CASE WHEN EXISTS (
      SELECT FROM engine.run WHERE ${DUE} AND lease_until IS NULL AND available_at <= engine.now()) THEN 0
    ELSE (extract(epoch FROM least(
      (SELECT available_at FROM engine.run WHERE ${TIMER} AND lease_until IS NULL
         AND available_at <= engine.now() + $1 * interval '1 millisecond' ORDER BY available_at LIMIT 1),
      (SELECT available_at FROM engine.run WHERE ${LIMITED} AND lease_until IS NULL
         AND available_at <= engine.now() + $1 * interval '1 millisecond' ORDER BY available_at LIMIT 1)
    ) - engine.now()) * 1000)::float8 END AS ms`;
