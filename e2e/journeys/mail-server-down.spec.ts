import { addCase, copyOfExample, paymentsFor, statusOf, unique } from "../fixtures/example";
import { expectMail, mailTo } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { RunPage } from "../pages/run-page";

test("while the mail server is down the rest goes on, and the queue drains by itself once it is mended", async ({
  asAdmin,
  asBuilder,
  builder,
}) => {
  test.setTimeout(120_000);
  const { api } = builder;
  const name = `Second mail ${unique()}`;
  await asAdmin.goto("/settings/connections");
  await asAdmin.getByRole("button", { name: "Connect a system" }).click();
  await asAdmin.getByRole("menuitem", { name: "Email (SMTP)" }).click();
  const dialog = asAdmin.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Mail server").fill("127.0.0.1");
  // Nothing listens at port 9 of any machine that is not thirty years old.
  await dialog.getByLabel("Port", { exact: true }).fill("9");
  await dialog.getByLabel("Encryption").click();
  await asAdmin.getByRole("option", { name: "None" }).click();
  await dialog.getByLabel("Sender").fill("Northwind Goods <desk@northwind.example>");
  await dialog.getByLabel("Allowed internal hosts").fill("127.0.0.1");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog).toBeHidden();
  const row = asAdmin.getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: "Try it" }).click();
  await expect(row.getByRole("status")).toContainText("It does not work.");

  const workflow = await copyOfExample(api);
  const { connections } = await api.workflows.catalog.query();
  const connectionId = connections.find((each) => each.name === name)?.id ?? "";
  const { draft, draftRevision } = await api.workflows.get.query({ workflowId: workflow.id });
  const nodes = draft.nodes.map((node) =>
    node.type === "send-email" ? { ...node, config: { ...node.config, connectionId } } : node,
  );
  const { revision } = await api.workflows.saveDraft.mutate({
    workflowId: workflow.id,
    revision: draftRevision,
    document: { ...draft, nodes },
  });
  await api.workflows.publish.mutate({ workflowId: workflow.id, revision });

  const customer = await addCase(api, { total: 45 });
  const { email, order } = customer;
  await send(workflow.webhook, { email, order, amount: 45 });
  const run = new RunPage(asBuilder);
  await run.open(email);
  await run.expectState("Degraded");
  await expect(run.node("The order shows it").getByText("Done")).toBeAttached();
  await expect(run.actions.getByText("Queued")).toBeVisible();
  await expect(asBuilder.getByRole("button", { name: "Health: Something is down" })).toBeVisible();
  expect(await paymentsFor(api, order)).toEqual(["45.00 EUR"]);
  expect(await statusOf(api, customer)).toBe("refunded");
  expect(await mailTo(email)).toEqual([]);

  await row.getByRole("button", { name: "Change" }).click();
  await dialog.getByLabel("Mail server").fill("");
  await dialog.getByLabel("Port", { exact: true }).fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expectMail(email, [`Your refund for order ${order}`]);
  await run.expectState("Done");
  await expectRun(api, email, "done");
});
