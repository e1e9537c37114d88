import { listen } from "@/server/db/listen";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import { finishAttempt, takeUp } from "./attempt";
import { EFFECTS_CHANNEL } from "./drain-channel";
import { AT_ONCE_PER_CONNECTION, type Due, findDue } from "./find-due";

const ROUND_MS = 500;
/** At once, per worker. */
const AT_ONCE = 36;

/** Attempts everything that is due now, some at once. @returns how many were taken up */
export async function drainOnce(): Promise<number> {
  const due = await findDue([], [], AT_ONCE);
  const attempts = await Promise.all(queuesOf(due).map((queue) => takeUpInOrder(queue, () => undefined)));
  await Promise.all(attempts.flat());
  return due.length;
}

/** What goes over the same connection, in its order; what needs none stands alone. */
function queuesOf(due: readonly Due[]): Due[][] {
  const queues = new Map<string, Due[]>();
  for (const each of due) {
    const key = each.connectionId ?? each.id;
    queues.set(key, [...(queues.get(key) ?? []), each]);
  }
  return [...queues.values()];
}

/**
 * Takes one after the other up, so that the first in a queue has the first place in time; they are done at once.
 * @param ended is told of each that is over; `well` unless something failed on our own side
 * @returns when all are taken up: what is under way then
 */
async function takeUpInOrder(
  queue: readonly Due[],
  ended: (due: Due, well: boolean) => void,
): Promise<Promise<void>[]> {
  const attempts: Promise<void>[] = [];
  let held = false;
  for (const due of queue) {
    if (held) {
      // What comes after one that has to wait does not go before it, even if time has freed a place meanwhile.
      ended(due, true);
      continue;
    }
    const failed = (error: unknown) => {
      reportError(error);
      ended(due, false);
    };
    try {
      const claim = await takeUp(due.organizationId, due.id);
      if (claim) attempts.push(finishAttempt(claim, false).then(() => ended(due, true), failed));
      else ended(due, true);
      held = claim === null && due.connectionId !== null;
    } catch (error) {
      failed(error);
    }
  }
  return attempts;
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
  private readonly underWay = new Map<string, Due>();
  private readonly queues = new Set<Promise<void>>();
  /** Connections whose queue is being taken up: nobody else takes from it out of its order. */
  private readonly beingTaken = new Set<string>();
  private stopped = false;
  /** Something became due, or a place free, while a round was going on. */
  private again = false;
  private resume: () => void = () => undefined;
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
    await Promise.all(this.queues);
    this.ended();
  }

  private async round(): Promise<void> {
    this.again = false;
    const due = await findDue([...this.underWay.keys()], this.busy(), AT_ONCE - this.underWay.size);
    if (due.length > 0) await failpoint("drain.before-attempt");
    for (const each of due) this.underWay.set(each.id, each);
    for (const queue of queuesOf(due)) {
      const attempts = this.attempt(queue);
      this.queues.add(attempts);
      void attempts.finally(() => this.queues.delete(attempts));
    }
  }

  private async attempt(queue: readonly Due[]): Promise<void> {
    const connectionId = queue[0]?.connectionId;
    if (connectionId) this.beingTaken.add(connectionId);
    const attempts = await takeUpInOrder(queue, ({ id }, well) => {
      this.underWay.delete(id);
      // What failed on our own side is left to the next round, so that it does not go round and round.
      if (well) this.wake();
    });
    if (connectionId) this.beingTaken.delete(connectionId);
    await Promise.all(attempts);
  }

  private busy(): string[] {
    const counts = new Map<string, number>();
    for (const { connectionId } of this.underWay.values()) {
      if (connectionId !== null) counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1);
    }
    const full = [...counts].filter(([, count]) => count >= AT_ONCE_PER_CONNECTION).map(([id]) => id);
    return [...full, ...this.beingTaken];
  }

  /** Until the next round, or until somebody says that something became due. */
  private pause(): Promise<void> {
    if (this.again) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ROUND_MS);
      this.resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private wake(): void {
    this.again = true;
    this.resume();
  }

  /** Takes nothing up any more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.end;
  }
}
