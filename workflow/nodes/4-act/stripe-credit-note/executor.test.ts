import { expect, it } from "vitest";
import { surroundings } from "../../testing";
import type { StripeCreditNoteConfig } from "./definition";
import { stripeCreditNoteExecutor } from "./executor";

const config: StripeCreditNoteConfig = {
  connectionId: "account",
  invoice: { kind: "reference", reference: { from: "event", path: ["invoice"] } },
  amount: { kind: "literal", value: "10" },
  currency: "EUR",
  memo: { kind: "text", segments: [] },
};
const run = (change: Partial<StripeCreditNoteConfig> = {}) =>
  stripeCreditNoteExecutor.run({
    config: { ...config, ...change },
    ...surroundings({ event: { invoice: "in_1" } }),
  });

it("wants the invoice lowered by an exact amount, with the note where there is one", async () => {
  expect(await run()).toEqual({
    kind: "effect",
    request: {
      action: "stripe.credit-note",
      connectionId: "account",
      input: { invoice: "in_1", amount: "10.00", currency: "EUR" },
      summary: "Credit 10.00 EUR on in_1",
    },
  });
  expect(await run({ memo: { kind: "literal", value: "Late" } })).toMatchObject({
    request: { input: { memo: "Late" } },
  });
});

it("needs mending for more than two decimals", async () => {
  const amount = { kind: "literal", value: 1.005 } as const;
  await expect(run({ amount })).rejects.toMatchObject({ name: "NeedsMending", field: "amount" });
});
