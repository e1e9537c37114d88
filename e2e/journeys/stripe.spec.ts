import type { Page } from "@playwright/test";
import { startStripe } from "@/server/testing/stripe-stub";
import { unique, withAddresses } from "../fixtures/example";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send, type Webhook } from "../fixtures/webhook";
import { AuditPage } from "../pages/audit-page";
import { EditorPage } from "../pages/editor-page";
import { RunPage } from "../pages/run-page";

let stripe: Awaited<ReturnType<typeof startStripe>>;
test.beforeEach(async () => {
  stripe = await startStripe();
});
test.afterEach(() => stripe.close());

/** Every refund that Stripe has by now, as it stands there. */
const refunds = () => [...stripe.objects.values()].filter(({ object }) => object === "refunds");

async function connectStripe(page: Page, name: string): Promise<void> {
  await page.goto("/settings/connections");
  await page.getByRole("button", { name: "Connect a system" }).click();
  await page.getByRole("menuitem", { name: "Stripe" }).click();
  const dialog = page.getByRole("dialog", { name: "Connect: Stripe" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Address").fill(`http://127.0.0.1:${stripe.port}`);
  await dialog.getByLabel("Signs in with").click();
  await page.getByRole("option", { name: "Restricted key" }).click();
  await dialog.getByLabel("Restricted key", { exact: true }).fill("rk_test_standin0standin0");
  // An address that is not Stripe's own is taken only where its host is allowed.
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(dialog).toContainText("Leave it empty for Stripe itself");
  await dialog.getByLabel("Allowed internal hosts").fill("127.0.0.1");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: "Try it" }).click();
  await expect(row).toContainText("Stripe answers and accepts the key, which is for test money.");
}

/** Draws a refund behind what arrives, in the editor, and publishes it. */
async function drawRefund(page: Page, id: string, connection: string): Promise<void> {
  const editor = new EditorPage(page);
  await page.goto(`/workflows/${id}`);
  await editor.addAfter("A return arrives", "started", "Refund a payment in Stripe");
  const settings = editor.settings("Refund a payment in Stripe");
  await editor.pick(settings, "Stripe account", connection);
  await editor.insertField(settings.getByRole("textbox", { name: "Payment" }), "Payment");
  await editor.insertField(settings.getByRole("textbox", { name: "Amount" }), "Amount");
  await expect(editor.problems).not.toContainText("problem");
  await editor.rename("Refund a payment in Stripe", "Give it back");
  await editor.expectSaved();
  await editor.publish("Gives back what was returned");
}

const returned = (webhook: Webhook, order: string) =>
  send(webhook, { order, payment: "pi_given0001", amount: 45 });

test("an admin connects Stripe, a refund is pending until Stripe confirms it, and one that waits is canceled and done again", async ({
  asAdmin,
  asBuilder,
  builder,
}) => {
  test.setTimeout(180_000);
  const connection = `Stripe ${unique()}`;
  await connectStripe(asAdmin, connection);
  const fields = [
    { key: "order", label: "Order", type: "text" as const, required: true },
    { key: "payment", label: "Payment", type: "text" as const, required: true },
    { key: "amount", label: "Amount", type: "money" as const, required: true },
  ];
  const name = `Returns ${unique()}`;
  const arrives = {
    id: "arrives",
    type: "webhook",
    name: "A return arrives",
    join: "all" as const,
    position: { x: 0, y: 0 },
    config: { fields, idField: "", subjectField: "order" },
  };
  const { id } = await builder.api.workflows.create.mutate({
    name,
    document: { nodes: [arrives], edges: [] },
  });
  await drawRefund(asBuilder, id, connection);
  const { webhook } = await withAddresses(builder.api, { id, name });

  // Stripe has taken it, and the bank has not: it is not confirmed yet, and everybody is told so in words.
  stripe.told.refundStatus = "pending";
  const order = `R-${unique()}`;
  await returned(webhook, order);
  await expectRun(builder.api, order, "waiting");
  const run = new RunPage(asAdmin);
  await run.open(order);
  await expect(run.actions).toContainText("Not confirmed yet");
  await expect(run.actions).toContainText("Stripe has taken it; the money is under way.");
  await asAdmin.goto("/operations?view=queue");
  await expect(asAdmin.getByRole("listitem").filter({ hasText: order })).toContainText("Not confirmed yet");
  for (const refund of refunds()) refund.status = "succeeded";
  const runId = await expectRun(builder.api, order, "done");
  await run.open(order);
  await expect(run.actions).toContainText("Stripe has given the money back.");
  const audit = new AuditPage(asAdmin);
  await asAdmin.goto(`/audit?run=${runId}`);
  await expect(audit.lines("waits for", /^Refund 45/)).toHaveCount(1);
  await audit.open("confirmed", /^Refund 45/);
  await expect(audit.entry).toContainText("Stripe has given the money back.");

  // Another one waits for the customer: it is canceled from the log, and its run goes on as not confirmed.
  stripe.told.refundStatus = "requires_action";
  const wrong = `R-${unique()}`;
  await returned(webhook, wrong);
  await asAdmin.goto(`/audit?run=${await expectRun(builder.api, wrong, "waiting")}`);
  await audit.open("waits for", /^Refund 45/);
  await expect(audit.entry).toContainText("no money goes out");
  await audit.takeBack("The wrong order");
  await expectRun(builder.api, wrong, "done");
  expect(refunds().map(({ status }) => status)).toEqual(["succeeded", "canceled"]);

  // It was the right order after all.
  stripe.told.refundStatus = "succeeded";
  await asAdmin.goto("/operations?view=ended");
  const item = asAdmin.getByRole("listitem").filter({ hasText: wrong });
  await item.getByRole("button", { name: "Do it again" }).click();
  const dialog = asAdmin.getByRole("dialog", { name: "Do it again" });
  await expect(dialog).toContainText("The run went the way of “not confirmed”; that stays.");
  await dialog.getByLabel("Amount").fill("40");
  await dialog.getByRole("button", { name: "Do it again" }).click();
  await expect(dialog).toContainText("Say why, so that others can follow it later.");
  await dialog.getByLabel("Why").fill("It was the right order after all");
  await dialog.getByRole("button", { name: "Do it again" }).click();
  await expect(dialog).toBeHidden();
  await expect(item).toContainText("Done again: Confirmed");
  expect(refunds().map(({ status, amount }) => `${amount} ${status}`)).toEqual([
    "4500 succeeded",
    "4500 canceled",
    "4000 succeeded",
  ]);
  await run.open(wrong);
  await expect(run.actions).toContainText("done again by a person");
});
