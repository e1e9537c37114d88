/** A token bucket per endpoint, in this process. Bounded: the longest unused go first. */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly most = 10_000,
  ) {}

  /** @param now milliseconds. @returns whether there was room. */
  take(key: string, now: number): boolean {
    const bucket = this.buckets.get(key) ?? { tokens: this.burst, at: now };
    this.buckets.delete(key);
    const refilled = Math.min(this.burst, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond);
    const room = refilled >= 1;
    this.buckets.set(key, { tokens: room ? refilled - 1 : refilled, at: now });
    if (this.buckets.size > this.most) {
      const [oldest] = this.buckets.keys();
      if (oldest !== undefined) this.buckets.delete(oldest);
    }
    return room;
  }
}
