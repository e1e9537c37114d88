import { setTimeout as pause } from "node:timers/promises";
import { sendWebhook } from "../demo/senders";

const GIVES_UP_AFTER_MS = 15_000;
const AGAIN_AFTER_MS = 500;

/** A sender as one should be: sends each event, under the same id, until it is acknowledged. */
export class Feed {
  readonly acknowledged = new Set<string>();
  /** Answers that were no acknowledgement, by status; 0: none came. */
  readonly refusals = new Map<number, number>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly endpoint: { url: string; secret: string },
    private readonly prefix: string,
  ) {}

  /** Sends events at this rate until the time is over or there are enough; resolves once all are acknowledged. */
  async run(options: { untilMs: number; rate: number; most: number }): Promise<void> {
    for (let count = 0; Date.now() < options.untilMs && count < options.most; count += 1) {
      const sending = this.send(`${this.prefix}-${count}`).finally(() => this.underWay.delete(sending));
      this.underWay.add(sending);
      await pause(1_000 / options.rate);
    }
    await Promise.all(this.underWay);
  }

  private async send(id: string): Promise<void> {
    for (;;) {
      const body = { name: id, payment: `pi_${id.replaceAll(/[^A-Za-z0-9]/g, "_")}` };
      const sent = sendWebhook(this.endpoint.url, this.endpoint.secret, { id, body }).then(
        (answer) => answer.status,
        () => 0,
      );
      const status = await Promise.race([sent, pause(GIVES_UP_AFTER_MS, 0)]);
      if (status >= 200 && status < 300) {
        this.acknowledged.add(id);
        return;
      }
      this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
      await pause(AGAIN_AFTER_MS);
    }
  }
}
