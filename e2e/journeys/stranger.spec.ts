import { unique, withAddresses } from "../fixtures/example";
import { expectMail } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { EditorPage } from "../pages/editor-page";
import { RunPage } from "../pages/run-page";

test("a stranger draws a workflow of their own from a blank canvas, and it runs", async ({
  admin,
  asBuilder,
  builder,
}) => {
  test.setTimeout(120_000);
  const mark = unique();
  const name = `Guided tours ${mark}`;
  const { id: collectionId } = await admin.api.records.createCollection.mutate({
    key: `tours-${mark}`,
    name: `Tours ${mark}`,
    titleField: "group",
    fields: [
      { key: "group", label: "Group", type: "text", required: true },
      { key: "people", label: "People", type: "number" },
    ],
  });

  await asBuilder.goto("/workflows");
  await asBuilder.getByRole("button", { name: "New workflow" }).click();
  const dialog = asBuilder.getByRole("dialog", { name: "What starts this?" });
  await dialog.getByRole("button", { name: "Webhook" }).click();
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Draw it" }).click();
  await expect(asBuilder.getByRole("heading", { level: 1, name })).toBeVisible();

  const editor = new EditorPage(asBuilder);
  await editor.node("Webhook").click();
  const webhook = editor.settings("Webhook");
  for (const [index, label] of ["Group", "Contact", "People"].entries()) {
    await webhook.getByRole("button", { name: "Field", exact: true }).click();
    await webhook.getByRole("textbox", { name: "Label" }).nth(index).fill(label);
  }
  await webhook.getByRole("combobox", { name: "Kind" }).nth(1).click();
  await asBuilder.getByRole("option", { name: "Email" }).click();
  await webhook.getByRole("combobox", { name: "Kind" }).nth(2).click();
  await asBuilder.getByRole("option", { name: "Number" }).click();
  await editor.pick(webhook, "Subject", "Contact");
  await editor.close();

  await editor.addAfter("Webhook", "started", "Branch");
  const branch = editor.settings("Branch");
  await branch.getByRole("button", { name: "Outcome" }).click();
  await branch.getByLabel("Name of outcome 1").fill("Large group");
  await branch.getByRole("button", { name: "Condition", exact: true }).click();
  await branch.getByRole("button", { name: "Choose a field" }).click();
  await asBuilder.getByPlaceholder("Search fields").fill("People");
  await asBuilder.getByRole("option", { name: "People" }).first().click();
  await branch.getByRole("combobox", { name: "How it is compared" }).click();
  await asBuilder.getByRole("option", { name: "is greater than", exact: true }).click();
  await branch.getByRole("textbox", { name: "Compared with" }).fill("10");
  await editor.close();

  await editor.addAfter("Branch", "outcome", "Create a record");
  const create = editor.settings("Create a record");
  await editor.pick(create, "Collection", `Tours ${mark}`);
  await create.getByRole("button", { name: "Field", exact: true }).click();
  await editor.insertField(create.getByRole("textbox", { name: "Value of group" }), "Group");
  await create.getByRole("button", { name: "Field", exact: true }).last().click();
  await editor.insertField(create.getByRole("textbox", { name: "Value of people" }), "People");
  await editor.close();

  await editor.addAfter("Create a record", "confirmed", "Send an email");
  const email = editor.settings("Send an email");
  await editor.pick(email, "Send with", "Email");
  await editor.insertField(email.getByRole("textbox", { name: "To", exact: true }), "Contact");
  await email.getByRole("textbox", { name: "Subject" }).fill("Your tour is booked");
  await email.getByRole("textbox", { name: "Text" }).fill("See you there.");
  await editor.close();
  await expect(editor.problems.getByText(/^\d+ problem/)).toHaveCount(0);
  await editor.expectSaved();
  await editor.publish("First version");
  await expect(asBuilder.getByText("Live", { exact: true })).toBeVisible();

  const { items } = await builder.api.workflows.list.query({ search: name, limit: 1 });
  const workflow = await withAddresses(builder.api, { id: items[0]?.id ?? "", name });
  const small = `few.${mark}@example.com`;
  const large = `many.${mark}@example.com`;
  await send(workflow.webhook, { group: "Two friends", contact: small, people: 2 });
  await send(workflow.webhook, { group: "School class", contact: large, people: 24 });
  await expectMail(large, ["Your tour is booked"]);
  await expectRun(builder.api, small, "done");
  const booked = await builder.api.records.list.query({ collectionId, limit: 10 });
  expect(booked.items.map(({ data }) => data)).toEqual([{ group: "School class", people: 24 }]);

  const run = new RunPage(asBuilder);
  await run.open(small);
  await expect(run.node("Create a record").getByText("Skipped")).toBeAttached();
  await expect(run.happened).toContainText("Otherwise");
});
