import { addCase, exampleWorkflow, paymentsFor, statusOf, unique } from "../fixtures/example";
import { expectMail } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { AuditPage } from "../pages/audit-page";
import { SettingsPage } from "../pages/settings-page";

test("an admin reads how an action came about, and takes back what can be taken back", async ({
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

  const audit = new AuditPage(asAdmin);
  await asAdmin.goto(`/runs/${runId}`);
  await asAdmin.getByRole("link", { name: "Audit entries" }).click();
  await audit.open("confirmed", /^Update a record/);
  await expect(audit.entry).toContainText(`confirmed · ${order}`);
  await expect(audit.entry.getByRole("row", { name: "status" })).toContainText("shippedrefunded");
  const causes = audit.entry.getByRole("list").filter({ hasText: "Event" }).getByRole("listitem");
  await expect(causes.filter({ hasText: "Event" })).toHaveCount(1);
  await expect(causes.filter({ hasText: "Decision" })).toContainText("Otherwise");
  await expect(causes.and(asAdmin.locator("[aria-current=step]"))).toBeVisible();

  await audit.takeBack("Sent in by mistake");
  await expect.poll(() => statusOf(admin.api, customer)).toBe("shipped");
  await expect(audit.reverse).toBeDisabled();
  await expect(audit.entry).toContainText("This was taken back already.");
  await audit.entry.getByRole("link", { name: "What took it back" }).click();
  await audit.open("reversed", /^Take back: Update a record/);
  await expect(audit.entry).toContainText("Ada Moreau · reversed");
  await expect(audit.entry).toContainText("Sent in by mistake");

  await asAdmin.goto(`/audit?run=${runId}`);
  await audit.open("confirmed", /^Pay 70\.00 EUR/);
  await audit.takeBack("Sent in by mistake");
  await expect.poll(() => paymentsFor(admin.api, order)).toEqual([]);

  await audit.open("confirmed", /^Email/);
  await expect(audit.entry).toContainText("An email that was delivered cannot be called back.");
  await expect(audit.entry.getByRole("button", { name: "Make good…" })).toBeEnabled();
});

test("a record that somebody changed since is not overwritten, unless a person who saw all versions wants it", async ({
  admin,
  asAdmin,
  asBuilder,
  builder,
}) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const customer = await addCase(builder.api, { total: 25 });
  const { email, order, orderId } = customer;
  await send(webhook, { email, order, amount: 25 });
  await expectMail(email, [`Your refund for order ${order}`]);
  const runId = await expectRun(admin.api, email, "done");

  await asBuilder.goto("/records");
  await asBuilder.getByRole("link", { name: "Orders" }).click();
  await asBuilder.getByRole("searchbox", { name: "Search Orders" }).fill(order);
  await asBuilder.getByRole("link", { name: order }).click();
  await asBuilder.getByRole("button", { name: "Change", exact: true }).click();
  await asBuilder.getByLabel("Item").fill("Bookshelf, oak");
  await asBuilder.getByLabel("Why").fill("The item was wrong");
  await asBuilder.getByRole("button", { name: "Save the change" }).click();
  await expect(asBuilder.getByText("The record is changed.")).toBeVisible();

  const audit = new AuditPage(asAdmin);
  await asAdmin.goto(`/audit?run=${runId}`);
  await audit.open("confirmed", /^Update a record/);
  await expect(audit.entry).toContainText(`“${order}” was changed since`);
  await expect(audit.entry).toContainText("Nothing was overwritten.");
  const orderNow = async () => (await admin.api.records.get.query({ recordId: orderId })).data;
  expect(await orderNow()).toMatchObject({ status: "refunded", item: "Bookshelf, oak" });

  await audit.reverse.click();
  const dialog = asAdmin.getByRole("dialog", { name: "Reverse this action?" });
  await expect(dialog.getByRole("row", { name: "status" })).toContainText("refundedrefundedshipped");
  await expect(dialog.getByRole("row", { name: "item" })).toContainText(
    "BookshelfBookshelf, oakBookshelf, oak",
  );
  await expect(dialog.getByRole("region", { name: "What came later" })).toContainText("Bookshelf, oak");
  await dialog.getByLabel("Why").fill("Not refunded after all");
  await dialog.getByRole("button", { name: "Reverse anyway" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(orderNow).toMatchObject({ status: "shipped", item: "Bookshelf, oak" });
});

test("the log is narrowed like a sentence, and tells of people, roles, settings and publishing", async ({
  asAdmin,
  admin,
}) => {
  const name = `Mira Sand ${unique()}`;
  const settings = new SettingsPage(asAdmin);
  await settings.addPerson({
    name,
    email: `mira.${unique()}@northwind.example`,
    password: `pass-${unique()}-${unique()}`,
  });
  await settings.changeRole(name, "Builder");

  await asAdmin.getByRole("link", { name: "Audit" }).click();
  const audit = new AuditPage(asAdmin);
  await audit.filter("What", "on people");
  await audit.filter("Who", "by Ada Moreau");
  await audit.filter("When", "last 24 hours");
  await asAdmin.getByRole("searchbox", { name: "Search the log" }).fill(name);
  await expect(asAdmin).toHaveURL(/search=Mira/);
  await expect(audit.log.getByRole("row").filter({ hasText: name })).toHaveCount(2);
  await audit.open("changed the role of", name);
  await expect(audit.entry.getByRole("row", { name: "role" })).toContainText("reviewerbuilder");

  await asAdmin.getByRole("button", { name: "Show everything" }).click();
  await audit.filter("What", "on workflows");
  await audit.open("published", "Refund requests");
  await expect(audit.entry.getByRole("link", { name: "The workflow" })).toBeVisible();

  // A settings change and back: other journeys read the organization's name.
  const { brandColor } = await admin.api.settings.organization.query();
  await admin.api.settings.updateOrganization.mutate({ brandColor: "#1f5f4a" });
  await admin.api.settings.updateOrganization.mutate({ brandColor });
  await audit.filter("What", "on settings");
  await audit.open("changed", /./);
  await expect(audit.entry.getByRole("row", { name: "brandColor" })).toContainText("#1f5f4a");
});
