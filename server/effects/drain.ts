import { listen } from "@/server/db/listen";
import { pool } from "@/server/db/pools";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import { attemptEffect } from "./attempt";
import { EFFECTS_CHANNEL } from "./drain-channel";

const ROUND_MS = 500;
/** At once, per worker; and of one connection, so that a slow system does not take all places. */
const AT_ONCE = 12;
const AT_ONCE_PER_CONNECTION = 4;

// Ids and times are all the engine's role may see; everything else happens within the organization.
const DUE = `
  SELECT id, "organizationId" FROM (
    SELECT id, organization_id AS "organizationId", next_attempt_at,
      row_number() OVER (PARTITION BY organization_id, connection_id
        ORDER BY coalesce(next_attempt_at, lease_until), queue_place) AS place
    FROM effect
    WHERE (state IN ('queued', 'unknown') AND next_attempt_at <= clock_timestamp())
      OR (state = 'sending' AND lease_until < clock_timestamp())
  ) due
  WHERE place <= ${AT_ONCE_PER_CONNECTION} AND NOT (id = ANY($1::uuid[]))
  ORDER BY place, next_attempt_at LIMIT $2`;

type Due = { id: string; organizationId: string };

/** Attempts everything that is due now, some at once. @returns how many were taken up */
export async function drainOnce(): Promise<number> {
  const due = await findDue([], AT_ONCE);
  await Promise.all(due.map(({ id, organizationId }) => attemptEffect(organizationId, id)));
  return due.length;
}

async function findDue(underWay: readonly string[], most: number): Promise<Due[]> {
  if (most <= 0) return [];
  const { rows } = await pool("engine").query<Due>(DUE, [underWay, most]);
  return rows;
}

/**
 * Works off what is due: queued actions whose time has come, unknown ones to be looked up, and what a worker
 * that died left behind. Any number of workers may do so at once.
 */
export function startDrain(): { stop(): Promise<void> } {
  const drain = new Drain();
  void drain.run();
  return drain;
}

class Drain {
  private readonly underWay = new Map<string, Promise<void>>();
  private stopped = false;
  private wake: () => void = () => undefined;
  private ended: () => void = () => undefined;
  private readonly end = new Promise<void>((resolve) => {
    this.ended = resolve;
  });

  async run(): Promise<void> {
    const listening = await listen({ role: "engine", channels: { [EFFECTS_CHANNEL]: () => this.wake() } });
    while (!this.stopped) {
      await this.round().catch(reportError);
      if (!this.stopped) await this.pause();
    }
    await listening.stop();
    await Promise.all(this.underWay.values());
    this.ended();
  }

  private async round(): Promise<void> {
    const due = await findDue([...this.underWay.keys()], AT_ONCE - this.underWay.size);
    if (due.length > 0) await failpoint("drain.before-attempt");
    for (const { id, organizationId } of due) {
      const attempt = attemptEffect(organizationId, id)
        .catch(reportError)
        .finally(() => this.underWay.delete(id));
      this.underWay.set(id, attempt);
    }
  }

  /** Until the next round, or until somebody says that something became due. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ROUND_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes nothing up any more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.end;
  }
}
