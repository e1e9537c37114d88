import { addCase, exampleWorkflow } from "../fixtures/example";
import { expectMail, mailTo } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";

// Whatever becomes of the journey: others send.
test.afterEach(async ({ admin }) => {
  const { stopped } = await admin.api.operations.sending.query();
  if (stopped) await admin.api.operations.resumeSending.mutate();
});

test("an admin stops all sending, puts what queues in order, and lets it out again", async ({
  asAdmin,
  asReviewer,
  builder,
}) => {
  test.setTimeout(120_000);
  const { api } = builder;
  await asAdmin.goto("/operations");
  await asAdmin.getByRole("button", { name: "Stop all sending" }).click();
  const dialog = asAdmin.getByRole("dialog");
  await dialog.getByLabel("Why").fill("Wrong prices in the shop");
  await dialog.getByRole("button", { name: "Stop all sending" }).click();
  await expect(dialog).toBeHidden();
  await asReviewer.goto("/inbox");
  await expect(asReviewer.getByText("Wrong prices in the shop")).toBeVisible();

  const { webhook } = await exampleWorkflow(api);
  const cases = [];
  for (const [name, total] of [
    ["Ida Berg", 20],
    ["Omar Said", 60],
    ["Lea Roth", 40],
  ] as const) {
    const each = await addCase(api, { total, name });
    await send(webhook, { email: each.email, order: each.order, amount: total });
    await expectRun(api, each.email, "degraded");
    cases.push(each);
  }
  for (const { email } of cases) expect(await mailTo(email)).toEqual([]);

  await asAdmin.getByRole("button", { name: /3 queued/ }).click();
  const queue = asAdmin.getByRole("list", { name: "Queue, the next one first" }).getByRole("listitem");
  await expect(queue).toHaveCount(3);
  await expect(queue.first()).toContainText("ida.berg");
  await queue
    .last()
    .getByRole("button", { name: /^First:/ })
    .click();
  await expect(queue.first()).toContainText("lea.roth");
  await asAdmin.getByRole("button", { name: "Oldest first" }).click();
  await expect(queue.first()).toContainText("ida.berg");
  await queue
    .first()
    .getByRole("button", { name: /^Later:/ })
    .click();
  await expect(queue.first()).toContainText("omar.said");

  await asAdmin.getByRole("button", { name: "Send again" }).click();
  for (const { email, order } of cases) {
    await expectMail(email, [`Your refund for order ${order}`]);
    await expectRun(api, email, "done");
  }
  await expect(asReviewer.getByText("Wrong prices in the shop")).toBeHidden();
});
