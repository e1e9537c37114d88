import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction } from "../define";
import { MendAction } from "../failures";
import { findMarked, markOf } from "./look-up";
import { amountOf, executedAs, judgeObject, moneyShape, requireCurrency, seen, smallestOf } from "./money";
import { readObject, stripeRequest } from "./request";

const input = z.strictObject({
  invoice: z.string().regex(/^in_[A-Za-z0-9_]{4,100}$/, "Name the invoice by its id in Stripe, like in_…."),
  ...moneyShape,
  memo: z.string().max(500).optional(),
});

export const creditNote = defineAction({
  id: "stripe.credit-note",
  label: "Create a credit note in Stripe",
  connector: "stripe",
  effect: "money",
  retry: "search-first",
  reversal: { kind: "exact", why: "The credit note is voided: the invoice asks for the whole amount again." },
  input,
  amountOf,
  subject: ({ input: { invoice } }) => ({ kind: "invoice", id: invoice, name: invoice }),
  execute: async ({ connection, key, effectId, input: wanted }) => {
    const amount = smallestOf(wanted);
    const { invoice, memo } = wanted;
    const standing = await readObject(connection, `/v1/invoices/${invoice}`, {
      field: "invoice",
      sentence: `Stripe has no invoice “${invoice}”.`,
    });
    requireCurrency("The invoice", standing, wanted);
    const made = await stripeRequest(connection, {
      method: "POST",
      path: "/v1/credit_notes",
      key,
      form: {
        invoice,
        amount,
        ...placeOf(standing, amount),
        ...(memo ? { memo } : {}),
        ...markOf(effectId),
      },
    });
    return executedAs(made, { type: made?.type ?? null });
  },
  find: async ({ connection, effectId, input: { invoice } }) => {
    const found = await findMarked(connection, "/v1/credit_notes", { invoice }, effectId);
    return found && executedAs(found, { type: found.type ?? null });
  },
  verify: async ({ connection, input: wanted }, { result }) => {
    const found = await stripeRequest(connection, { method: "GET", path: `/v1/credit_notes/${result.id}` });
    const wrong = judgeObject(found, wanted, { invoice: wanted.invoice });
    if (wrong) return wrong;
    const evidence = seen(found ?? {});
    return found?.status === "issued"
      ? { state: "confirmed", reason: "The credit note is issued.", evidence }
      : { state: "missing", reason: "The credit note is void when it is read back.", evidence };
  },
  irreversible: async (_tx, { result }) =>
    result.type === "post_payment"
      ? "The invoice had been paid, so the credit went to the customer's balance. Stripe does not void such a credit note."
      : null,
  reverse: ({ input: { amount, currency }, result, summary }) => ({
    action: "stripe.take-back",
    input: { kind: "credit-note", id: String(result.id), amount, currency },
    summary: `Take back: ${summary}`,
  }),
});

/** An open invoice asks for less; of one that is paid, the customer keeps the amount for the next. */
function placeOf({ status }: JsonObject, amount: string): { [name: string]: string } {
  if (status === "open") return {};
  if (status === "paid") return { credit_amount: amount };
  const sentence = `The invoice is ${typeof status === "string" ? status : "in a state of its own"} in Stripe. Only one that is open or paid takes a credit note.`;
  throw new MendAction(sentence, "invoice");
}
