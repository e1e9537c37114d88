import {
  addCase,
  addOrder,
  copyOfExample,
  exampleWorkflow,
  paymentsFor,
  statusOf,
  unique,
} from "../fixtures/example";
import { expectMail, mailTo } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { InboxPage } from "../pages/inbox-page";
import { RunPage } from "../pages/run-page";
import { SettingsPage } from "../pages/settings-page";
import { SignInPage } from "../pages/sign-in-page";

test("a reviewer finds everything needed to decide on a large request, and approves it by keyboard", async ({
  asReviewer,
  builder,
}) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const customer = await addCase(builder.api, { total: 480, name: "Dana Okoye" });
  const { email, order, name } = customer;
  const earlier = await addOrder(builder.api, { email, total: 30 });
  await send(webhook, { email, order: earlier.order, amount: 30 });
  await expectMail(email, [`Your refund for order ${earlier.order}`]);
  await expectRun(builder.api, email, "done");
  await send(webhook, { email, order, amount: 480, reason: "The board is cracked." });

  const inbox = new InboxPage(asReviewer);
  await expectRun(builder.api, email, "waiting");
  await inbox.open(order);
  await expect(inbox.ask).toHaveText(`Refund 480 EUR to ${email} for order ${order}?`);
  await expect(inbox.packet).toContainText("€480.00");
  await expect(inbox.packet).toContainText(
    "Why it is here: It is not routine: Needs approval, because amount 480 is greater than 100.",
  );
  await expect(inbox.fact("Customer")).toHaveText(name);
  await expect(inbox.fact("Item")).toHaveText("Bookshelf");
  await expect(inbox.fact("Order status")).toHaveText("shipped");
  await expect(inbox.fact("Refunded so far")).toHaveText("30");
  await expect(inbox.fact("Reason")).toHaveText("The board is cracked.");
  await expect(asReviewer.getByRole("region", { name: "What led here" })).toContainText("1 record matches");
  await expect(asReviewer.getByRole("region", { name: `Other cases of ${email}` })).toContainText("Done");
  await expect(inbox.releases).toContainText("Pay the refund");
  await expect(inbox.releases).toContainText(`Hello ${name},`);
  expect(await paymentsFor(builder.api, order)).toEqual([]);

  await asReviewer.keyboard.press("a");
  await expect(asReviewer.getByText(`Approve refund: ${email}`)).toBeVisible();
  await expectMail(email, [`Your refund for order ${earlier.order}`, `Your refund for order ${order}`]);
  await expectRun(builder.api, email, "done");
  expect(await paymentsFor(builder.api, order)).toEqual(["480.00 EUR"]);
  expect(await statusOf(builder.api, customer)).toBe("refunded");
});

test("a rejection asks for its reason, which the customer is told", async ({ asReviewer, builder }) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const customer = await addCase(builder.api, { total: 480 });
  const { email, order } = customer;
  await send(webhook, { email, order, amount: 480 });
  const inbox = new InboxPage(asReviewer);
  await expectRun(builder.api, email, "waiting");
  await inbox.open(order);

  await asReviewer.keyboard.press("r");
  await expect(inbox.decision.getByText("“Reject” needs a reason.")).toBeVisible();
  await expect(inbox.reason).toBeFocused();
  await asReviewer.keyboard.type("It was used for a year.");
  await asReviewer.keyboard.press("Control+Enter");
  await expect(asReviewer.getByText(`Reject: ${email}`)).toBeVisible();

  const [mail] = await expectMail(email, [`Your refund request for order ${order}`]);
  expect(mail?.text).toContain("cannot refund it: It was used for a year.");
  await expectRun(builder.api, email, "done");
  expect(await paymentsFor(builder.api, order)).toEqual([]);
  expect(await statusOf(builder.api, customer)).toBe("shipped");
});

test("of two reviewers who answer at once one wins, and the other is told", async ({
  asAdmin,
  asReviewer,
  builder,
  page,
}) => {
  const second = {
    name: `Theo Varga ${unique()}`,
    email: `theo.${unique()}@northwind.example`,
    password: `pass-${unique()}-${unique()}`,
  };
  await new SettingsPage(asAdmin).addPerson(second);
  const { webhook } = await exampleWorkflow(builder.api);
  const { email, order } = await addCase(builder.api, { total: 480 });
  await send(webhook, { email, order, amount: 480 });
  await expectRun(builder.api, email, "waiting");

  // The second one's screen hears of nothing, as if both pressed within the same moment.
  await page.route("**/api/live*", (route) => route.abort());
  await page.goto("/inbox");
  await new SignInPage(page).signIn(second);
  const slow = new InboxPage(page);
  await expect(page.getByRole("searchbox", { name: "Search reviews" })).toBeVisible();
  await slow.open(order);
  const fast = new InboxPage(asReviewer);
  await fast.open(order);

  await asReviewer.keyboard.press("a");
  await expect(asReviewer.getByText(`Approve refund: ${email}`)).toBeVisible();
  await page.keyboard.press("r");
  await page.keyboard.type("I would not.");
  await page.keyboard.press("Control+Enter");
  await expect(
    page
      .getByRole("alert")
      .getByText(/^Rita Lindqvist answered “Approve refund” .*Your answer was not used\.$/),
  ).toBeVisible();

  await expectMail(email, [`Your refund for order ${order}`]);
  await expectRun(builder.api, email, "done");
  expect(await paymentsFor(builder.api, order)).toHaveLength(1);
});

test("a drawing without the approval still cannot move more than the cap by itself", async ({
  asReviewer,
  builder,
}) => {
  const { api } = builder;
  const workflow = await copyOfExample(api);
  const { draft, draftRevision } = await api.workflows.get.query({ workflowId: workflow.id });
  const approval = draft.nodes.find(({ type }) => type === "approval")?.id;
  const payment = draft.nodes.find(({ type }) => type === "move-money")?.id ?? "";
  const kept = draft.edges.filter(({ source, target }) => source !== approval && target !== approval);
  const skipping = { source: "needs-approval", sourcePort: "unusual", target: payment };
  const { revision } = await api.workflows.saveDraft.mutate({
    workflowId: workflow.id,
    revision: draftRevision,
    document: {
      nodes: draft.nodes.filter(({ id }) => id !== approval && id !== "tell-rejected"),
      edges: [...kept, { id: `skip-${unique()}`, ...skipping }],
    },
  });
  await api.workflows.publish.mutate({ workflowId: workflow.id, revision });

  const { email, order } = await addCase(api, { total: 480 });
  await send(workflow.webhook, { email, order, amount: 480 });
  const inbox = new InboxPage(asReviewer);
  await asReviewer.goto(`/runs/${await expectRun(api, email, "waiting")}`);
  await expect(new RunPage(asReviewer).actions.getByText("Held", { exact: true })).toBeVisible();
  await asReviewer
    .getByRole("region", { name: "Waits for a person" })
    .getByRole("link", { name: "May this go out?" })
    .click();
  await expect(inbox.packet).toContainText("Held by a guardrail");
  await expect(inbox.packet).toContainText("480.00 EUR is above the cap of 250 EUR per action.");
  expect(await paymentsFor(api, order)).toEqual([]);
  expect(await mailTo(email)).toEqual([]);

  await inbox.decision.getByRole("button", { name: "Let it go out" }).click();
  await expectMail(email, [`Your refund for order ${order}`]);
  await expectRun(api, email, "done");
  expect(await paymentsFor(api, order)).toEqual(["480.00 EUR"]);
});
