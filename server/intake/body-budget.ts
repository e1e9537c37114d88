import { Refusal } from "./refusal";

/** What one request holds of the budget, until it was answered. */
export type BodyShare = { add(bytes: number): void; close(): void };

/** Bounds the bytes of all bodies that are being read or wait to be kept: many large ones at once are refused. */
export class BodyBudget {
  private held = 0;

  constructor(private readonly mostBytes: number) {}

  get bytes(): number {
    return this.held;
  }

  open(): BodyShare {
    let mine = 0;
    return {
      add: (bytes) => {
        if (this.held + bytes > this.mostBytes) {
          throw new Refusal(503, "Too much arrives at once to be read. Send it again in a moment.", {}, 5);
        }
        this.held += bytes;
        mine += bytes;
      },
      close: () => {
        this.held -= mine;
        mine = 0;
      },
    };
  }
}
