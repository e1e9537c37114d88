import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction, type Executed, type RemoteCall } from "../define";
import { MendAction } from "../failures";
import { amountOf, judgeObject, moneyShape, seen } from "./money";
import { stripeRequest } from "./request";

const input = z.strictObject({
  kind: z.enum(["credit-note", "invoice-item"]),
  id: z.string().regex(/^(cn|ii)_[A-Za-z0-9_]{4,100}$/),
  ...moneyShape,
});
type Call = RemoteCall<z.infer<typeof input>>;

/** Voids a credit note or deletes an invoice item; only as a reversal. */
export const takeBack = defineAction({
  id: "stripe.take-back",
  label: "Take back what was done in Stripe",
  connector: "stripe",
  effect: "money",
  // It looks how things stand before it sends anything, so that doing it again does no harm.
  retry: "native-key",
  reversal: {
    kind: "none",
    why: "This took something back. Do it again instead, if it was right after all.",
  },
  input,
  amountOf,
  subject: ({ input: { id }, summary }) => ({ kind: "request", id, name: summary }),
  execute: async (call) => {
    const { connection, key, input: wanted } = call;
    const found = await read(call);
    if (isBack(found)) return executed(wanted.id);
    if (judgeObject(found, wanted, {})) {
      throw new MendAction("It was changed in Stripe since, so it is not taken back. Look at it there.");
    }
    if (wanted.kind === "invoice-item" && typeof found?.invoice === "string") {
      throw new MendAction(
        `It stands on the invoice ${found.invoice} by now, so it cannot be deleted. Create a credit note for that.`,
      );
    }
    const path = pathOf(wanted);
    await stripeRequest(
      connection,
      wanted.kind === "credit-note"
        ? { method: "POST", path: `${path}/void`, key, form: {} }
        : { method: "DELETE", path },
    );
    return executed(wanted.id);
  },
  verify: async (call) => {
    const found = await read(call);
    const evidence = found ? seen(found) : {};
    if (!isBack(found)) {
      return { state: "mismatch", reason: "It still stands when it is read back from Stripe.", evidence };
    }
    const reason = call.input.kind === "credit-note" ? "The credit note is void." : "The item is gone.";
    return { state: "confirmed", reason, evidence };
  },
});

function pathOf({ kind, id }: Call["input"]): string {
  return kind === "credit-note" ? `/v1/credit_notes/${id}` : `/v1/invoiceitems/${id}`;
}

function read({ connection, input: wanted }: Call): Promise<JsonObject | null> {
  return stripeRequest(connection, { method: "GET", path: pathOf(wanted) });
}

function isBack(found: JsonObject | null): boolean {
  return found === null || found.deleted === true || found.status === "void";
}

function executed(id: string): Executed {
  return { result: { id }, evidence: { object: id } };
}
