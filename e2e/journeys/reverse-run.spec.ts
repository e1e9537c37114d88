import { addCase, exampleWorkflow, paymentsFor, statusOf } from "../fixtures/example";
import { expectMail, mailTo } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { AuditPage } from "../pages/audit-page";
import { ReversalPage } from "../pages/reversal-page";

test("an admin takes a whole run back: records and money exactly, the email by a correction they have read", async ({
  admin,
  asAdmin,
  builder,
}) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const customer = await addCase(builder.api, { total: 70 });
  const { email, order } = customer;
  await send(webhook, { email, order, amount: 70 });
  await expectMail(email, [`Your refund for order ${order}`]);
  const runId = await expectRun(admin.api, email, "done");

  const reversal = new ReversalPage(asAdmin);
  await reversal.open(runId);
  await expect(reversal.group("Will be taken back").getByRole("listitem")).toHaveCount(2);
  const order2 = reversal.group("Will be taken back").getByRole("listitem").filter({ hasText: "Update" });
  await order2.getByText("What changes").click();
  await expect(order2.getByRole("row", { name: "status" })).toContainText("refundedshipped");
  await expect(reversal.group("Cannot be undone, but made good for")).toContainText("cannot be called back");

  await reversal.begin("Sent in by mistake");
  await expect(reversal.progress).toContainText("One draft is left");
  await expect.poll(() => statusOf(admin.api, customer)).toBe("shipped");
  expect(await paymentsFor(admin.api, order)).toEqual([]);
  expect(await mailTo(email)).toHaveLength(1);

  await reversal
    .item(/^Email/)
    .getByRole("button", { name: "Read the draft…" })
    .click();
  const dialog = asAdmin.getByRole("dialog");
  await dialog.getByLabel("Text").fill("We have taken the refund back. We are sorry.");
  await dialog.getByLabel("Why").fill("They were told about a refund");
  await dialog.getByRole("button", { name: "Send this" }).click();
  await expect(dialog).toBeHidden();
  await expect(reversal.progress).toContainText("It was taken back: 3 of 3 actions.");
  await expect(reversal.item(/^Email/)).toContainText("Made good for");
  await expectMail(email, [`Your refund for order ${order}`, `Correction: Your refund for order ${order}`]);

  await asAdmin.getByRole("link", { name: "The run", exact: true }).click();
  await expect(asAdmin.getByRole("region", { name: "What happened" })).toContainText("Took back");
  await expect(asAdmin.getByRole("link", { name: "It was taken back: 3 of 3 actions." })).toBeVisible();
  const audit = new AuditPage(asAdmin);
  await asAdmin.goto(`/audit?run=${runId}`);
  await audit.open("began to take back", /^Began to take back/);
  await expect(audit.entry).toContainText("Sent in by mistake");
  await expect(audit.entry.getByRole("link", { name: "Take back the whole run" })).toBeVisible();
});

test("on a phone: where a record was changed since it stops, and goes on once a person has decided", async ({
  admin,
  asAdmin,
  builder,
}) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const customer = await addCase(builder.api, { total: 30 });
  const { email, order, orderId } = customer;
  await send(webhook, { email, order, amount: 30 });
  await expectMail(email, [`Your refund for order ${order}`]);
  const runId = await expectRun(admin.api, email, "done");
  const { version } = await builder.api.records.get.query({ recordId: orderId });
  const changes = { item: "Bookshelf, oak" };
  await builder.api.records.update.mutate({ recordId: orderId, version, changes, why: "It was wrong" });

  await asAdmin.setViewportSize({ width: 390, height: 844 });
  const reversal = new ReversalPage(asAdmin);
  await reversal.open(runId);
  await expect(reversal.group("Will need a decision")).toContainText(`“${order}” was changed since`);
  await reversal.begin("Sent in by mistake");
  const stopped = reversal.item(/was changed since/);
  await expect(stopped).toContainText("Needs a decision");
  await stopped.getByRole("button", { name: "Leave it…" }).click();
  const dialog = asAdmin.getByRole("dialog", { name: "Leave this as it is?" });
  await dialog.getByLabel("Why").fill("The shop knows");
  await dialog.getByRole("button", { name: "Leave it as it is" }).click();
  await expect(dialog).toBeHidden();
  await expect(reversal.progress).toContainText("The shop knows");
  await expect.poll(() => paymentsFor(admin.api, order)).toEqual([]);
  expect(await statusOf(admin.api, customer)).toBe("refunded");

  await reversal
    .item(/^Email/)
    .getByRole("button", { name: "Leave it…" })
    .click();
  await dialog.getByLabel("Why").fill("Told by phone");
  await dialog.getByRole("button", { name: "Leave it as it is" }).click();
  await expect(reversal.progress).toContainText("It was taken back: 1 of 3 actions. 2 were left.");
});
