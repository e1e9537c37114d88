import { addCase, exampleWorkflow } from "../fixtures/example";
import { expectMail, mailTo } from "../fixtures/mailbox";
import { expect, test } from "../fixtures/test";
import { AuditPage } from "../pages/audit-page";
import { FormPage } from "../pages/form-page";
import { RunPage } from "../pages/run-page";

test("a small request by the hosted form goes straight through while its run is watched", async ({
  asBuilder,
  builder,
  page,
}) => {
  const workflow = await exampleWorkflow(builder.api);
  const { email, order, name } = await addCase(builder.api, { total: 60 });
  await asBuilder.goto(`/runs?search=${email}`);
  await expect(asBuilder.getByText("No run matches")).toBeVisible();

  const form = new FormPage(page);
  await form.fill(workflow.formUrl, { email, order, amount: "40" });
  await form.send();
  await expect(page.getByText("We have your request")).toBeVisible();

  // The list that stood open shows the run by itself, and the run goes on to its end without a reload.
  await asBuilder.getByRole("link", { name: email }).click();
  const run = new RunPage(asBuilder);
  await run.expectState("Done");
  await expect(run.node("Is it routine?")).toContainText("Otherwise");
  await expect(run.node("Pay the refund").getByText("Confirmed").first()).toBeAttached();
  await expect(run.node("Approve the refund").getByText("Skipped")).toBeAttached();
  await expect(run.actions.getByRole("listitem")).toHaveCount(3);
  await expect(run.actions.getByText("Confirmed", { exact: true })).toHaveCount(3);

  const [mail] = await expectMail(email, [`Your refund for order ${order}`]);
  expect(mail?.text).toContain(`Hello ${name}`);
  expect(mail?.text).toContain("40 EUR");

  await asBuilder.getByRole("link", { name: "Audit entries" }).click();
  const audit = new AuditPage(asBuilder);
  await expect(audit.lines("confirmed", /^Pay 40\.00 EUR/)).toBeVisible();
  await expect(audit.lines("decided", "Is it routine?")).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the form works, and what is wrong is said in sentences", async ({ builder, page }) => {
    const workflow = await exampleWorkflow(builder.api);
    const { email, order } = await addCase(builder.api, { total: 30 });
    const form = new FormPage(page);
    await form.fill(workflow.formUrl, { email, order, amount: "0" });
    await form.send();
    await expect(page.getByRole("heading", { name: "Not sent yet" })).toBeVisible();
    await expect(page.getByText("“Amount” must be an amount above 0")).toBeVisible();
    expect(await mailTo(email)).toEqual([]);

    await page.goBack();
    await form.fill(workflow.formUrl, { email, order, amount: "12,50" });
    await form.send();
    await expect(page.getByText("We have your request")).toBeVisible();
    const [mail] = await expectMail(email, [`Your refund for order ${order}`]);
    expect(mail?.text).toContain("12.5 EUR");
  });
});

test("a request for an order that nobody knows is answered with a question, and nothing is paid", async ({
  asBuilder,
  builder,
  page,
}) => {
  const workflow = await exampleWorkflow(builder.api);
  const { email } = await addCase(builder.api, { total: 30 });
  const form = new FormPage(page);
  await form.fill(workflow.formUrl, { email, order: "NW-0000", amount: "20" });
  await form.send();
  await expectMail(email, ["Your refund request"]);
  const run = new RunPage(asBuilder);
  await run.open(email);
  await run.expectState("Done");
  await expect(run.node("Pay the refund").getByText("Skipped")).toBeAttached();
});
