import { Refusal } from "./refusal";

export type QueueBounds = {
  /** Waiting per organization; what comes on top is refused with 429. */
  perOrganization: number;
  /** Waiting over all organizations; what comes on top is refused with 503. */
  total: number;
  /** Under way at once; and the most of that of one organization. */
  atOnce: number;
  atOncePerOrganization: number;
  /** Milliseconds after which what still waits is refused: nobody listens for its answer much longer. */
  waitAtMostMs: number;
};

type Waiting = { since: number; start(): Promise<void>; refuse(error: Refusal): void };

/** Milliseconds of starting work before the process looks at its connections again. */
const SLICE_MS = 4;

/**
 * Lets organizations have their events checked and committed in turns: whoever waits longest for a turn is next,
 * however much another one sends. Bounded, so that a flood is refused while that still costs little and memory stays
 * flat. Work starts in short slices: a flood that came in at one moment does not hold up the process either.
 */
export class CommitQueue {
  /** Who waits, in the order in which they are served. */
  private readonly lines = new Map<string, Waiting[]>();
  private readonly underWayOf = new Map<string, number>();
  private underWay = 0;
  private waiting = 0;
  private slice: NodeJS.Immediate | undefined;

  constructor(
    private readonly bounds: QueueBounds,
    private readonly now = () => performance.now(),
  ) {}

  /** How much waits for its turn. */
  get depth(): number {
    return this.waiting;
  }

  /**
   * Does the work when it is the organization's turn.
   * @throws Refusal 429 when this organization's line is full · 503 when everybody's is, or its turn came too late ·
   *   whatever the work throws
   */
  submit<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(organizationId) ?? [];
    if (line.length >= this.bounds.perOrganization) {
      const message = "More arrives for your organization than can be kept at once. Send more slowly.";
      return Promise.reject(new Refusal(429, message, {}, 1));
    }
    if (this.waiting >= this.bounds.total) return Promise.reject(tooBusy());
    return new Promise<T>((resolve, reject) => {
      line.push({ since: this.now(), start: () => work().then(resolve, reject), refuse: reject });
      this.lines.set(organizationId, line);
      this.waiting += 1;
      this.serve();
    });
  }

  private serve(): void {
    this.slice ??= setImmediate(() => {
      this.slice = undefined;
      const until = performance.now() + SLICE_MS;
      while (this.underWay < this.bounds.atOnce) {
        const next = this.nextInLine();
        if (next === undefined) return;
        void this.giveTurn(...next);
        if (performance.now() > until) return this.serve();
      }
    });
  }

  private nextInLine(): [string, Waiting[]] | undefined {
    for (const each of this.lines) {
      if ((this.underWayOf.get(each[0]) ?? 0) < this.bounds.atOncePerOrganization) return each;
    }
    return undefined;
  }

  private async giveTurn(organizationId: string, line: Waiting[]): Promise<void> {
    const first = line.shift();
    this.waiting -= 1;
    // To the end of the ring.
    this.lines.delete(organizationId);
    if (line.length > 0) this.lines.set(organizationId, line);
    if (first === undefined) return;
    if (this.now() - first.since > this.bounds.waitAtMostMs) return first.refuse(tooBusy());
    this.count(organizationId, 1);
    await first.start();
    this.count(organizationId, -1);
    this.serve();
  }

  private count(organizationId: string, change: 1 | -1): void {
    this.underWay += change;
    const underWay = (this.underWayOf.get(organizationId) ?? 0) + change;
    if (underWay === 0) this.underWayOf.delete(organizationId);
    else this.underWayOf.set(organizationId, underWay);
  }
}

function tooBusy(): Refusal {
  return new Refusal(
    503,
    "We could not keep this just now: too much arrives. Send it again in a moment.",
    {},
    5,
  );
}
