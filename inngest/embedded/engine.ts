import { randomUUID } from "node:crypto";
import type { Client, Pool } from "pg";
import pg from "pg";
import { failpoint } from "@/server/failpoints/failpoint";
import { createApi } from "./api";
import type { Limit } from "./concurrency";
import { type Drive, type DriveOptions, drive } from "./drive";
import type { EngineEvent } from "./protocol";
import { createShares } from "./shares";
import { createStore, type EngineStats, type Lease, StaleLease } from "./store";
import { createTurns } from "./turns";

/** Tells idle workers of the same database that something is due. */
const CHANNEL = "handoff_engine";
const POLL_MS = 1_000;
const FILL_MS = 5;
/** While more is due than there is room for, so many places are filled at a time, or what came free meanwhile. */
const REFILL = 8;
const REFILL_MS = 40;
/** While somebody is held back, what waits for a moment of its own is found so late at most. */
const HELD_BACK_MS = 100;

export type EmbeddedEngineOptions = {
  /** On the role that may read and write schema `engine`. */
  pool: Pool;
  /** The SDK's serve handler. */
  handler: (request: Request) => Promise<Response>;
  appId: string;
  /** Runs driven at once by this process. */
  concurrency?: number;
  /** How long a run stays with a process that shows no sign of life. */
  leaseMs?: number;
  /** Attempts of a step or function before it has failed. */
  maxAttempts?: number;
  /** The concurrency limits of functions by their ids; without it those that register with this process. */
  limitsOf?: (functionIds: readonly string[]) => Promise<ReadonlyMap<string, readonly Limit[]>>;
  /** Whose a run is, by its event: among those who have work, places are given out in turns. All one's without it. */
  shareOf?: (event: EngineEvent) => string;
  onRunFailed?: DriveOptions["onRunFailed"];
  onError?: (error: unknown) => void;
};

export interface EmbeddedEngine {
  /** For `new Inngest({ fetch })`. */
  fetch: typeof globalThis.fetch;
  start(): Promise<void>;
  /** Takes no more runs and lets those under way come to a stop. */
  stop(): Promise<void>;
  stats(): Promise<EngineStats>;
  /** Whether a share is held back here just now, because it takes more than its part and leaves no time to others. */
  isLoud(share: string): boolean;
}

/**
 * Runs Inngest functions on Postgres, in this process. Any number of processes may do so on one database:
 * each run is held by one of them at a time, under a lease with a fence.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): EmbeddedEngine {
  const { pool, concurrency = 24, leaseMs = 10_000, maxAttempts = 5 } = options;
  const report = options.onError ?? (() => undefined);
  const store = createStore(pool);
  const turns = createTurns(pool);
  const shares = createShares(concurrency);
  const owner = randomUUID();
  const driven = new Map<string, Drive>();
  const underWay = new Set<Promise<void>>();
  let running = false;
  let claiming = false;
  let again = false;
  let backlog = false;
  let limitedFirst = false;
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let freed: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let listener: Client | undefined;

  const wakeUp = () => {
    // With room here nobody else need come for it.
    if (driven.size >= concurrency || shares.holdsBack())
      pool.query("SELECT pg_notify($1, '')", [CHANNEL]).catch(report);
    look();
  };

  /** Places that come free one after the other are filled together. */
  const lookSoon = (restMs: number) => {
    if (restMs > 0) setTimeout(look, restMs);
    else if (backlog && concurrency - driven.size >= Math.min(REFILL, concurrency)) look();
    else freed ??= setTimeout(look, backlog ? REFILL_MS : FILL_MS);
  };

  /** Claims what is due, as much as there is room for; then sleeps until something may be. */
  function look(): void {
    if (!running) return;
    if (claiming) {
      again = true;
      return;
    }
    claiming = true;
    clearTimeout(timer);
    clearTimeout(freed);
    freed = undefined;
    looking = claimAll();
  }

  async function claimAll(): Promise<void> {
    try {
      do {
        again = false;
        const room = concurrency - driven.size;
        if (room <= 0) break;
        const leases = await claim(room);
        const memos = await store.readMemos(leases);
        for (const lease of leases) start({ lease, memos: memos.get(lease.id) ?? new Map(), stateBytes: 0 });
        backlog = leases.length === room;
        if (backlog) again = true;
      } while (again && running && driven.size < concurrency);
      const ms = driven.size < concurrency ? await msUntilLook() : POLL_MS;
      // A run that is due but held elsewhere is looked at again at the poll, not in a tight circle.
      // What was heard while looking is looked at now.
      timer = setTimeout(look, again ? 0 : Math.min(POLL_MS, Math.max(ms, 20)));
    } catch (error) {
      report(error);
      timer = setTimeout(look, POLL_MS);
    } finally {
      claiming = false;
    }
  }

  async function msUntilLook(): Promise<number> {
    // What is held back is due all the time; it is looked for again when it may go on.
    if (shares.holdsBack()) return HELD_BACK_MS;
    return (await store.msUntilDue(POLL_MS)) ?? POLL_MS;
  }

  /** Of runs with and without limits, in turns who comes first: a flood of one leaves the other its place. */
  async function claim(room: number): Promise<Lease[]> {
    limitedFirst = !limitedFirst;
    const limited = (count: number) => turns.claim(owner, count, leaseMs);
    const others = (count: number) => store.claim(owner, count, leaseMs, shares.standings());
    const [first, second] = limitedFirst ? [limited, others] : [others, limited];
    const leases = await first(room);
    return leases.length < room ? [...leases, ...(await second(room - leases.length))] : leases;
  }

  function start(run: Drive): void {
    const { lease } = run;
    driven.set(lease.id, run);
    shares.begin(lease.share);
    const work = driveLease(run).finally(() => {
      const restMs = shares.end(lease.share);
      // It may have been woken and claimed again while it was let go: then the entry is the new one's.
      if (driven.get(lease.id) === run) driven.delete(lease.id);
      underWay.delete(work);
      lookSoon(restMs);
    });
    underWay.add(work);
  }

  async function driveLease(run: Drive): Promise<void> {
    const { lease } = run;
    try {
      await failpoint("engine.after-claim");
      await drive(run, {
        store,
        handler: options.handler,
        appId: options.appId,
        maxAttempts,
        onRunFailed: options.onRunFailed,
      });
      await failpoint("engine.after-drive");
    } catch (error) {
      if (error instanceof StaleLease) return;
      report(error);
      // The database or the handler itself failed: another try soon, by whoever is first.
      await store.retryLater(lease, lease.attempt, POLL_MS, String(error)).catch(() => undefined);
    }
  }

  async function listen(): Promise<void> {
    if (!running) return;
    const client = new pg.Client(pool.options);
    client.on("error", () => {
      client.end().catch(() => undefined);
      if (running) setTimeout(() => void listen(), POLL_MS);
    });
    client.on("notification", look);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      listener = client;
    } catch (error) {
      // Without it the poll still finds everything, only later.
      report(error);
      setTimeout(() => void listen(), POLL_MS);
    }
  }

  return {
    fetch: createApi({
      store,
      turns,
      driven,
      wakeUp,
      appId: options.appId,
      limitsOf: options.limitsOf,
      shareOf: options.shareOf ?? (() => ""),
      onAsked: shares.ask,
    }),
    async start() {
      running = true;
      await listen();
      heartbeat = setInterval(() => {
        if (driven.size > 0) store.extend(owner, [...driven.keys()], leaseMs).catch(report);
      }, leaseMs / 3);
      look();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      clearTimeout(freed);
      await looking;
      const grace = new Promise<void>((resolve) => setTimeout(resolve, leaseMs / 2).unref());
      await Promise.race([Promise.allSettled(underWay), grace]);
      clearInterval(heartbeat);
      await Promise.allSettled([...driven.values()].map((run) => store.release(run.lease)));
      await listener?.end().catch(() => undefined);
    },
    stats: () => store.stats(),
    isLoud: shares.isLoud,
  };
}
