import { defineConnector } from "../define";
import { creditNote } from "./credit-note";
import { invoiceItem } from "./invoice-item";
import { refund } from "./refund";
import { stripeRequest } from "./request";
import { baseUrlOf, stripeAccount, stripeConfig, stripeSecret } from "./settings";
import { takeBack } from "./take-back";

export const stripe = defineConnector({
  id: "stripe",
  label: "Stripe",
  config: stripeConfig,
  secret: stripeSecret,
  hostOf: (config) => new URL(baseUrlOf(config)).host,
  actions: [refund, creditNote, invoiceItem, takeBack],
  test: async (connection) => {
    const { key } = stripeAccount(connection);
    await stripeRequest(connection, { method: "GET", path: "/v1/refunds", query: { limit: "1" } });
    return `Stripe answers and accepts the key, which is for ${key.startsWith("rk_test_") ? "test" : "real"} money.`;
  },
});
