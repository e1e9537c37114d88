import { addCase, exampleWorkflow, unique } from "../fixtures/example";
import { expectMail } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { InboxPage } from "../pages/inbox-page";

test("an admin has messages held by their words; a reviewer changes the draft and lets it go", async ({
  asAdmin,
  asReviewer,
  builder,
}) => {
  test.setTimeout(120_000);
  const { webhook } = await exampleWorkflow(builder.api);
  const { email, order } = await addCase(builder.api, { total: 40 });

  // The number of an order that nobody else has: no other journey's messages are held by it.
  await asAdmin.goto("/settings/guardrails");
  const messages = asAdmin.getByRole("region", { name: "Messages" });
  await messages.getByLabel("Complaint words").fill("!!");
  await messages.getByRole("button", { name: "Save the rule" }).click();
  await expect(messages.getByText("“!!” has no letters or digits to look for.")).toBeVisible();
  await messages.getByLabel("Complaint words").fill(order.toUpperCase());
  await messages.getByRole("button", { name: "See what it would have held" }).click();
  await expect(messages.getByRole("region", { name: "What it would have held" })).toContainText(
    /This would have held|No message went/,
  );
  await messages.getByRole("button", { name: "Save the rule" }).click();
  await expect(messages.getByText(/Version \d+, set/)).toBeVisible();

  await send(webhook, { email, order, amount: 40 });
  await expectRun(builder.api, email, "waiting");
  const inbox = new InboxPage(asReviewer);
  await asReviewer.goto("/inbox");
  await asReviewer.getByRole("searchbox", { name: "Search reviews" }).fill(email);
  await asReviewer.getByRole("region", { name: "Reviews" }).getByRole("link", { name: email }).click();
  await expect(inbox.packet).toContainText(`Complaint words: “${order.toUpperCase()}”.`);
  await expect(inbox.fact("Customers")).toContainText("Noor Haddad");
  await expect(inbox.fact("Sent there before")).toHaveText("Nothing");
  await inbox.releases.getByLabel("Subject").fill("About your order");
  await asReviewer.getByRole("button", { name: "Let it go out" }).click();

  await expect(asReviewer.getByText(/^Let it go out: /)).toBeVisible();
  const [mail] = await expectMail(email, ["About your order"]);
  expect(mail?.text).toContain(order);
  await expectRun(builder.api, email, "done");
});

test("a message to a high-value account is held by what a record says that the run found", async ({
  admin,
  asReviewer,
  builder,
}) => {
  const { webhook } = await exampleWorkflow(builder.api);
  // The name stands in the customer's record alone, not in what arrives.
  const { email, name, order } = await addCase(builder.api, { total: 40, name: `Zora ${unique()}` });
  const { rule, version } = await admin.api.guardrails.messages.query();
  const fields = [...rule.fields, { field: "name", is: "equal" as const, value: name }];
  await admin.api.guardrails.setMessages.mutate({ ...rule, fields, version });

  await send(webhook, { email, order, amount: 40 });
  await expectRun(builder.api, email, "waiting");
  const inbox = new InboxPage(asReviewer);
  await asReviewer.goto("/inbox");
  await asReviewer.getByRole("searchbox", { name: "Search reviews" }).fill(email);
  await asReviewer.getByRole("region", { name: "Reviews" }).getByRole("link", { name: email }).click();
  await expect(inbox.packet).toContainText(`High-value account in a record: name is ${name}.`);
  await expect(inbox.releases.getByLabel("Text")).toHaveValue(new RegExp(order));
  await asReviewer.getByRole("button", { name: "Let it go out" }).click();
  await expectRun(builder.api, email, "done");
});
