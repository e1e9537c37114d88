import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { MoodyAnswer, MoodyRequest } from "@/server/testing/moody-server";
import { stripeBook } from "@/server/testing/stripe-stub";

/** Looks after which a refund that was on its way has arrived. */
const ARRIVES_AFTER_LOOKS = 2;

/** A write as it was asked for, and the action that is named on it. */
export type StripeWrite = { request: MoodyRequest; mark: string };

/**
 * Stripe as the counting stub has it: payments of any id, refunds that are remembered by their key, half of them under
 * way at first. Who asks with another key gets another refund: the ledger counts by the action that is named on each.
 */
export class StripePart {
  private readonly book = stripeBook();
  private readonly answered = new Map<string, MoodyAnswer>();
  private readonly looks = new Map<string, number>();

  read(path: string, { method = "", headers }: IncomingMessage, form: string): StripeWrite {
    const body = Object.fromEntries(new URLSearchParams(form));
    const request = { method, url: path, headers, body };
    return { request, mark: String(body["metadata[handoff_action]"] ?? "") };
  }

  /** @param does whether it is done; otherwise that is only said @returns whether it was done just now */
  write({ request, mark }: StripeWrite, does: boolean): { answer: MoodyAnswer; isNew: boolean } {
    const key = String(request.headers["idempotency-key"] ?? "");
    const known = this.answered.get(key);
    if (known) return { answer: known, isNew: false };
    const [drawn = 0] = createHash("sha256").update(mark).digest();
    this.book.told.refundStatus = drawn % 2 === 0 ? "pending" : "succeeded";
    const answer = this.book.act(request, does);
    const isNew = does && answer.status < 300;
    if (isNew) this.answered.set(key, answer);
    return { answer, isNew };
  }

  show(path: string, { headers }: IncomingMessage): MoodyAnswer {
    const { pathname } = new URL(path, "http://stripe.example");
    const payment = /^\/v1\/payment_intents\/(pi_\w+)$/.exec(pathname)?.[1];
    if (payment !== undefined) {
      this.book.objects.set(payment, {
        id: payment,
        object: "payment_intent",
        currency: "eur",
        customer: null,
      });
    }
    const refund = this.book.objects.get(/^\/v1\/refunds\/(re_\w+)$/.exec(pathname)?.[1] ?? "");
    if (refund) {
      const looks = (this.looks.get(pathname) ?? 0) + 1;
      this.looks.set(pathname, looks);
      if (looks > ARRIVES_AFTER_LOOKS) refund.status = "succeeded";
    }
    return this.book.act({ method: "GET", url: path, headers, body: null }, false);
  }
}
