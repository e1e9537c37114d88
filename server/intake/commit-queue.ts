import { Refusal } from "./refusal";

export type QueueBounds = {
  /** Waiting per organization; what comes on top is refused with 429. */
  perOrganization: number;
  /** Waiting over all organizations; what comes on top is refused with 503. */
  total: number;
  /** Turns under way at once; the most of them that one organization may have. */
  turns: number;
  turnsPerOrganization: number;
  /** Work of one organization that starts together in one turn, so that it can share a transaction. */
  perTurn: number;
  /** Milliseconds after which what still waits is refused: nobody listens for its answer much longer. */
  waitAtMostMs: number;
};

type Waiting = { since: number; start(): Promise<void>; refuse(error: Refusal): void };

/**
 * Lets organizations commit in turns: whoever waits longest for a turn is next, however much another one sends.
 * Bounded, so that a flood is refused while it can still be told so and memory stays flat. Work of one turn
 * starts in the same tick; the turn ends when all of it has.
 */
export class CommitQueue {
  /** Who waits, in the order in which they are served. */
  private readonly lines = new Map<string, Waiting[]>();
  private readonly turnsOf = new Map<string, number>();
  private turns = 0;
  private waiting = 0;

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
    while (this.turns < this.bounds.turns) {
      const next = this.nextInLine();
      if (next === undefined) return;
      void this.giveTurn(...next);
    }
  }

  private nextInLine(): [string, Waiting[]] | undefined {
    for (const each of this.lines) {
      if ((this.turnsOf.get(each[0]) ?? 0) < this.bounds.turnsPerOrganization) return each;
    }
    return undefined;
  }

  private async giveTurn(organizationId: string, line: Waiting[]): Promise<void> {
    const taken = line.splice(0, this.bounds.perTurn);
    this.waiting -= taken.length;
    // To the end of the ring.
    this.lines.delete(organizationId);
    if (line.length > 0) this.lines.set(organizationId, line);
    this.count(organizationId, 1);
    await Promise.all(taken.map((each) => this.startInTime(each)));
    this.count(organizationId, -1);
    this.serve();
  }

  private startInTime(each: Waiting): Promise<void> | undefined {
    if (this.now() - each.since <= this.bounds.waitAtMostMs) return each.start();
    each.refuse(tooBusy());
    return undefined;
  }

  private count(organizationId: string, change: 1 | -1): void {
    this.turns += change;
    const turns = (this.turnsOf.get(organizationId) ?? 0) + change;
    if (turns === 0) this.turnsOf.delete(organizationId);
    else this.turnsOf.set(organizationId, turns);
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
