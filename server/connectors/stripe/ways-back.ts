import type { JsonObject } from "@/workflow/json";
import { mayBeCanceled } from "./refund-standing";
import type { stripeRequest } from "./request";

type Read = (path: string) => Promise<JsonObject | null>;

/** How a kind of object is taken back at Stripe, and as long as what. */
type WayBack = {
  collection: string;
  request(path: string, key: string): Parameters<typeof stripeRequest>[1];
  isBack(found: JsonObject | null): boolean;
  isBackNow: string;
  /** Why Stripe would not do it as the object stands, in a sentence; null when it would. */
  whyNot(found: JsonObject, read: Read): Promise<string | null>;
};

export const WAYS_BACK: { readonly [kind in "credit-note" | "invoice-item" | "refund"]: WayBack } = {
  "credit-note": {
    collection: "credit_notes",
    request: (path, key) => ({ method: "POST", path: `${path}/void`, key, form: {} }),
    isBack: (found) => found?.status === "void",
    isBackNow: "The credit note is void.",
    whyNot: async (found, read) => {
      const status = await statusOfInvoice(found, read);
      if (status === "open") return null;
      return `Its invoice is ${status} by now, and Stripe voids a credit note only while its invoice is open.`;
    },
  },
  "invoice-item": {
    collection: "invoiceitems",
    request: (path) => ({ method: "DELETE", path }),
    isBack: (found) => found === null || found.deleted === true,
    isBackNow: "The item is gone.",
    whyNot: async (found, read) => {
      if (typeof found.invoice !== "string") return null;
      const status = await statusOfInvoice(found, read);
      if (status === "draft") return null;
      return `It stands on the invoice ${found.invoice} by now, which is ${status}, so it cannot be deleted. Create a credit note for that.`;
    },
  },
  refund: {
    collection: "refunds",
    request: (path, key) => ({ method: "POST", path: `${path}/cancel`, key, form: {} }),
    isBack: (found) => found?.status === "canceled",
    isBackNow: "The refund is canceled: no money goes out.",
    whyNot: async (found) => {
      if (mayBeCanceled(found)) return null;
      if (found.status === "failed") return "The refund failed meanwhile, so there is nothing to call off.";
      return "The customer has answered meanwhile, so the money is under way or has arrived. Stripe does not call it back.";
    },
  },
};

async function statusOfInvoice({ invoice }: JsonObject, read: Read): Promise<string> {
  const found = typeof invoice === "string" ? await read(`/v1/invoices/${invoice}`) : null;
  return typeof found?.status === "string" ? found.status : "in a state of its own";
}
