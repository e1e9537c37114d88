import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "../demo/people";
import type { CountingStub } from "./counting-stub";

/**
 * People at their inbox, by the pages' API: a reviewer approves; an admin who is asked what became of an action looks
 * at the other system and says so. What the API does not answer is asked again.
 */
export class Reviewer {
  /** Ids of reviews whose decision was acknowledged. */
  readonly decided = new Set<string>();
  private stopped = false;

  constructor(
    private readonly people: { reviewer: Api; admin: Api },
    private readonly stub: CountingStub,
  ) {}

  async work(): Promise<void> {
    while (!this.stopped) {
      await this.round().catch(() => undefined);
      await pause(300);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async round(): Promise<void> {
    const { items } = await this.people.admin.reviews.list.query({ view: "open", limit: 20 });
    for (const { id } of items) {
      if (this.stopped) return;
      await this.decide(id).catch(() => undefined);
    }
  }

  private async decide(reviewId: string): Promise<void> {
    const { review } = await this.people.admin.reviews.get.query({ reviewId });
    const { effectId, packet, contentHash } = review;
    const done = this.stub.ledger().some(({ key, done }) => key === effectId && done > 0);
    const arrived = done && packet.answers.some(({ id }) => id === "arrived");
    const answer = effectId === null ? "approve" : arrived ? "arrived" : "retry";
    const by = effectId === null ? this.people.reviewer : this.people.admin;
    await by.reviews.decide.mutate({ reviewId, contentHash, answer, rationale: "I looked." });
    this.decided.add(reviewId);
  }
}
