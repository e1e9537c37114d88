import { differenceInSeconds, formatDistanceStrict } from "date-fns";
import type { Tx } from "@/server/db/tx";
import { tell } from "./incident";

/** What comes back within this is the same incident: a system that comes and goes is told once. */
const QUIET = "interval '1 minute'";
/** Its queue is waited for, but no longer than this. */
const LONGEST = "interval '15 minutes'";

type Ending = {
  id: string;
  connectionId: string | null;
  cause: string;
  title: string;
  openedAt: Date;
  overAt: Date;
};

const CLOSE = `
  UPDATE incident SET closed_at = clock_timestamp() WHERE over_at < $1::timestamptz - ${QUIET} AND closed_at IS NULL
    AND (over_at < $1::timestamptz - ${LONGEST} OR cause NOT LIKE 'circuit:%' OR NOT EXISTS (
      SELECT 1 FROM effect WHERE effect.open AND effect.connection_id = incident.connection_id AND effect.state IN ('queued', 'sending')
        AND effect.created_at <= incident.over_at))
  RETURNING id, connection_id AS "connectionId", cause, title, opened_at AS "openedAt", over_at AS "overAt"`;

/** What became of what was queued while it lasted: of one connection, or of all. */
const BECAME = `
  SELECT count(*)::int AS count, (count(*) FILTER (WHERE state IN ('confirmed', 'unverifiable', 'reversed')))::int AS done,
    (count(*) FILTER (WHERE state IN ('queued', 'sending', 'unknown', 'pending')))::int AS waiting,
    (count(*) FILTER (WHERE state = 'failed'))::int AS "givenUp"
  FROM effect WHERE ($1::uuid IS NULL OR connection_id = $1::uuid)
    AND created_at BETWEEN $2::timestamptz - interval '1 day' AND $3::timestamptz
    AND EXISTS (SELECT 1 FROM audit_entry WHERE audit_entry.effect_id = effect.id AND audit_entry.verb = 'action.queued'
      AND audit_entry.at BETWEEN $2::timestamptz - interval '1 second' AND $3::timestamptz)`;

/** Ends what has been over for a while, and says for how long it was and what became of what waited. */
export async function endIncidents(tx: Tx, now: Date): Promise<void> {
  for (const ending of await tx.query<Ending>(CLOSE, [now])) {
    const { overAt, openedAt } = ending;
    const seconds = differenceInSeconds(overAt, openedAt);
    const lasted = `It lasted ${seconds < 1 ? "less than a second" : formatDistanceStrict(overAt, openedAt)}.`;
    const outcome = /^(circuit|sending)/.test(ending.cause)
      ? `${lasted} ${await became(tx, ending)}`
      : lasted;
    tx.send("UPDATE incident SET outcome = $2 WHERE id = $1::uuid", [ending.id, outcome]);
    const subject = `Over: ${ending.title}`;
    tell(tx, { incidentId: ending.id, phase: "closed", subject, text: outcome });
    tx.announce("operations");
  }
}

type Became = { count: number; done: number; waiting: number; givenUp: number };

async function became(tx: Tx, { connectionId, openedAt, overAt }: Ending): Promise<string> {
  const [found] = await tx.query<Became>(BECAME, [connectionId, openedAt, overAt]);
  if (!found || found.count === 0) return "Nothing queued meanwhile.";
  const { count, done, waiting, givenUp } = found;
  const rest = count - done - waiting - givenUp;
  const parts = [
    `${done} ${done === 1 ? "is" : "are"} done`,
    waiting > 0 && `${waiting} still ${waiting === 1 ? "waits" : "wait"}`,
    givenUp > 0 && `${givenUp} ${givenUp === 1 ? "was" : "were"} given up`,
    rest > 0 && `${rest} ${rest === 1 ? "needs" : "need"} a person`,
  ].filter((part) => part !== false);
  return `Of ${count} ${count === 1 ? "action" : "actions"} that queued meanwhile, ${parts.join(", ")}.`;
}
