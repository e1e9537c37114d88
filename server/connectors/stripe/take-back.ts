import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction, type Executed, type RemoteCall } from "../define";
import { MendAction } from "../failures";
import { amountOf, judgeObject, moneyShape, seen } from "./money";
import { stripeRequest } from "./request";
import { WAYS_BACK } from "./ways-back";

const input = z.strictObject({
  kind: z.enum(["credit-note", "invoice-item", "refund"]),
  id: z.string().regex(/^(cn|ii|re|pyr)_[A-Za-z0-9_]{4,100}$/),
  ...moneyShape,
});
type Call = RemoteCall<z.infer<typeof input>>;

/** Voids a credit note, deletes an invoice item or cancels a refund; only as a reversal. */
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
    const way = WAYS_BACK[wanted.kind];
    const found = await read(call);
    if (way.isBack(found)) return executed(wanted.id);
    if (judgeObject(found, wanted, {})) {
      throw new MendAction("It was changed in Stripe since, so it is not taken back. Look at it there.");
    }
    const refusal = await way.whyNot(found ?? {}, (path) =>
      stripeRequest(connection, { method: "GET", path }),
    );
    if (refusal !== null) throw new MendAction(refusal);
    await stripeRequest(connection, way.request(pathOf(wanted), key));
    return executed(wanted.id);
  },
  verify: async (call) => {
    const way = WAYS_BACK[call.input.kind];
    const found = await read(call);
    const evidence = found ? seen(found) : {};
    return way.isBack(found)
      ? { state: "confirmed", reason: way.isBackNow, evidence }
      : { state: "mismatch", reason: "It still stands when it is read back from Stripe.", evidence };
  },
});

function pathOf({ kind, id }: Call["input"]): string {
  return `/v1/${WAYS_BACK[kind].collection}/${id}`;
}

function read({ connection, input: wanted }: Call): Promise<JsonObject | null> {
  return stripeRequest(connection, { method: "GET", path: pathOf(wanted) });
}

function executed(id: string): Executed {
  return { result: { id }, evidence: { object: id } };
}
