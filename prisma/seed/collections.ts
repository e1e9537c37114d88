import type { JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";

type ExampleCollection = {
  key: string;
  name: string;
  titleField: string;
  fields: Field[];
  records: JsonObject[];
};

const TIERS = ["basic", "plus", "gold"];
const email: Field = { key: "email", label: "Email", type: "email", required: true };
const tier: Field = { key: "tier", label: "Tier", type: "choice", options: TIERS };

/** Two systems that tell a customer's tier (they disagree about one), orders, and the refunds paid. */
export const COLLECTIONS: ExampleCollection[] = [
  {
    key: "customers",
    name: "Customers",
    titleField: "name",
    fields: [
      { key: "name", label: "Name", type: "text", required: true },
      email,
      tier,
      { key: "since", label: "Customer since", type: "date" },
    ],
    records: [
      { name: "Dana Whitfield", email: "dana@example.com", tier: "gold", since: "2021-03-14" },
      { name: "Milo Brandt", email: "milo@example.com", tier: "basic", since: "2024-09-02" },
      { name: "Priya Nair", email: "priya@example.com", tier: "plus", since: "2022-11-20" },
      { name: "Tomás Rivera", email: "tomas@example.com", tier: "basic", since: "2025-06-08" },
    ],
  },
  {
    key: "billing",
    name: "Billing accounts",
    titleField: "email",
    fields: [email, tier, { key: "balance", label: "Balance", type: "money" }],
    records: [
      { email: "dana@example.com", tier: "gold", balance: 0 },
      { email: "milo@example.com", tier: "basic", balance: 12.5 },
      { email: "priya@example.com", tier: "gold", balance: 0 },
      { email: "tomas@example.com", tier: "basic", balance: 0 },
    ],
  },
  {
    key: "orders",
    name: "Orders",
    titleField: "number",
    fields: [
      { key: "number", label: "Order number", type: "text", required: true },
      { key: "email", label: "Customer email", type: "email" },
      { key: "item", label: "Item", type: "text" },
      { key: "total", label: "Total", type: "money" },
      { key: "status", label: "Status", type: "choice", options: ["paid", "shipped", "refunded"] },
    ],
    records: [
      { number: "NW-1001", email: "dana@example.com", item: "Standing desk", total: 480, status: "shipped" },
      { number: "NW-1002", email: "milo@example.com", item: "Desk lamp", total: 40, status: "shipped" },
      { number: "NW-1003", email: "priya@example.com", item: "Monitor arm", total: 90, status: "paid" },
      { number: "NW-1004", email: "tomas@example.com", item: "Office chair", total: 320, status: "shipped" },
      { number: "NW-1005", email: "milo@example.com", item: "Cable tray", total: 25, status: "paid" },
      {
        number: "NW-1006",
        email: "dana@example.com",
        item: "Conference table",
        total: 480,
        status: "shipped",
      },
      { number: "NW-1007", email: "dana@example.com", item: "Whiteboard", total: 180, status: "paid" },
    ],
  },
  {
    key: "refunds",
    name: "Refunds",
    titleField: "order",
    fields: [
      { key: "order", label: "Order", type: "text", required: true },
      { key: "email", label: "Customer email", type: "email" },
      { key: "amount", label: "Amount", type: "money", required: true },
      { key: "currency", label: "Currency", type: "text", required: true },
      { key: "reason", label: "Reason", type: "long-text" },
    ],
    records: [],
  },
];
