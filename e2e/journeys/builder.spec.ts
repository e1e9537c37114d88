import { addCase, addOrder, copyOfExample, unique } from "../fixtures/example";
import { expectMail, mailTo } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { EditorPage } from "../pages/editor-page";
import { InboxPage } from "../pages/inbox-page";

test("a builder changes a live workflow: new events run the new version, a waiting run ends on its own", async ({
  asBuilder,
  asReviewer,
  builder,
}) => {
  test.setTimeout(120_000);
  const { api } = builder;
  const workflow = await copyOfExample(api);
  const books = `books.${unique()}@northwind.example`;
  const { email, order } = await addCase(api, { total: 480 });
  await send(workflow.webhook, { email, order, amount: 480 });
  await expectRun(api, email, "waiting");

  const editor = new EditorPage(asBuilder);
  await editor.open(workflow.name);
  await expect(editor.problems).not.toContainText("problem");

  // By key, then connected by hand, close enough to see what is drawn.
  await editor.approach("Tell the customer");
  await editor.addByKey("Send an email");
  const settings = editor.settings("Send an email");
  await expect(editor.problems).toContainText("problems");
  await expect(settings.getByText("Choose a mail connection.")).toBeVisible();
  await editor.pick(settings, "Send with", "Email");
  await expect(settings.getByText("Choose a mail connection.")).toBeHidden();
  await settings.getByRole("textbox", { name: "To", exact: true }).fill(books);
  await settings.getByRole("textbox", { name: "Subject" }).fill("Paid out: ");
  await editor.insertField(settings.getByRole("textbox", { name: "Subject" }), "Order number");
  await settings.getByRole("textbox", { name: "Text" }).fill("Please enter it.");
  await editor.rename("Send an email", "Tell the books");
  await editor.close();
  await editor.connect("Tell the customer", "confirmed", "Tell the books");
  await expect(editor.problems).not.toContainText("problem");

  // By the “+” at a way out.
  await editor.addAfter("Tell the books", "confirmed", "Check a condition");
  const check = editor.settings("Check a condition");
  await expect(editor.problems).toContainText("1 problem");
  await check.getByRole("button", { name: "Condition", exact: true }).click();
  await check.getByRole("button", { name: "Choose a field" }).click();
  await asBuilder.getByPlaceholder("Search fields").fill("Tell the books Confirmed");
  await asBuilder.getByRole("option", { name: "Confirmed" }).first().click();
  await check.getByRole("combobox", { name: "How it is compared" }).click();
  await asBuilder.getByRole("option", { name: "is true", exact: true }).click();
  await expect(editor.problems).not.toContainText("problem");
  await editor.close();
  await editor.expectSaved();

  // The test run shows exactly what would be sent, and sends nothing.
  const next = await addOrder(api, { email, total: 60 });
  await asBuilder.getByRole("button", { name: "Test run" }).click();
  await editor.testRun
    .getByLabel("What arrives")
    .fill(JSON.stringify({ email, order: next.order, amount: 60, reason: "A test" }));
  await editor.testRun.getByRole("button", { name: "Run the test" }).click();
  const sent = editor.testRun.getByRole("region", { name: "What would be sent" }).getByRole("listitem");
  await expect(sent).toHaveCount(4);
  const toBooks = sent.filter({ hasText: "Tell the books" });
  await toBooks.getByText("Exactly this").click();
  await expect(toBooks).toContainText(`"to": "${books}"`);
  await expect(toBooks).toContainText(`"subject": "Paid out: ${next.order}"`);
  await asBuilder.keyboard.press("Escape");
  expect(await mailTo(books)).toEqual([]);
  expect(await mailTo(email)).toEqual([]);

  await editor.publish("The books are told");
  await expect(asBuilder.getByText("Version 2", { exact: true })).toBeVisible();
  await send(workflow.webhook, { email, order: next.order, amount: 60 });
  await expectMail(books, [`Paid out: ${next.order}`]);
  await expectRun(api, email, "done");

  const inbox = new InboxPage(asReviewer);
  await inbox.open(order);
  await expect(inbox.packet).toContainText(`${workflow.name}, version 1: this run`);
  await asReviewer.keyboard.press("a");
  await expectMail(email, [`Your refund for order ${next.order}`, `Your refund for order ${order}`]);
  await expect
    .poll(async () =>
      (await api.runs.list.query({ workflowId: workflow.id, limit: 5 })).items.map(
        (run) => `${run.versionNumber} ${run.status}`,
      ),
    )
    .toEqual(["2 done", "1 done"]);
  await expectMail(books, [`Paid out: ${next.order}`]);
});
