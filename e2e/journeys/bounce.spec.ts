import { addCase, copyOfExample, unique } from "../fixtures/example";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { InboxPage } from "../pages/inbox-page";
import { RunPage } from "../pages/run-page";

test("an email that comes back is missing, and a person is asked; one that arrives waits for its report", async ({
  asAdmin,
  asBuilder,
  builder,
}) => {
  test.setTimeout(120_000);
  const { api } = builder;
  const name = `Mail that reports ${unique()}`;
  await asAdmin.goto("/settings/connections");
  await asAdmin.getByRole("button", { name: "Connect a system" }).click();
  await asAdmin.getByRole("menuitem", { name: "Email (SMTP)" }).click();
  const dialog = asAdmin.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await expect(dialog.getByLabel("Return address")).toBeHidden();
  await dialog.getByLabel("Delivery reports").click();
  await asAdmin.getByRole("option", { name: "Of failures only" }).click();
  await expect(dialog.getByText("Save this connection and open it again")).toBeVisible();
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(dialog).toBeHidden();

  // Its address is known now; the local mailbox sends back what it cannot deliver to the one that is shown for it.
  const row = asAdmin.getByRole("listitem").filter({ hasText: name });
  await row.getByRole("button", { name: "Change" }).click();
  const address = dialog.getByRole("region", { name: "Address for delivery reports" });
  await expect(address.getByText(/^http.*\/hooks\/[\w-]{43}$/)).toBeVisible();
  const local = await address.getByText(/^[\w-]{43}@reports\.test$/).textContent();
  await address.getByRole("button", { name: "Show the secret" }).click();
  await expect(address.getByText(/^whsec_/)).toBeVisible();
  await dialog.getByLabel("Return address", { exact: true }).fill(local ?? "");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await row.getByRole("button", { name: "Try it" }).click();
  await expect(row.getByRole("status")).toContainText("It can be asked for delivery reports.");

  const workflow = await copyOfExample(api);
  const { connections } = await api.workflows.catalog.query();
  const connectionId = connections.find((each) => each.name === name)?.id ?? "";
  const { draft, draftRevision } = await api.workflows.get.query({ workflowId: workflow.id });
  const nodes = draft.nodes.map((node) =>
    node.type === "send-email" ? { ...node, config: { ...node.config, connectionId } } : node,
  );
  const saved = { workflowId: workflow.id, revision: draftRevision, document: { ...draft, nodes } };
  const { revision } = await api.workflows.saveDraft.mutate(saved);
  await api.workflows.publish.mutate({ workflowId: workflow.id, revision });

  const gone = await addCase(api, { total: 45, name: "Gone Away", domain: "bounce.test" });
  const here = await addCase(api, { total: 45 });
  for (const { email, order } of [gone, here]) await send(workflow.webhook, { email, order, amount: 45 });

  const run = new RunPage(asBuilder);
  await run.open(here.email);
  await expect(run.actions.getByText("Accepted by 127.0.0.1; waiting for the report.")).toBeVisible();
  await expect(run.actions.getByText("Not confirmed yet")).toBeVisible();
  await run.open(gone.email);
  await expect(run.actions.getByText("It did not arrive: there is no such mailbox (5.1.1).")).toBeVisible();
  await expect(run.happened.getByText(/^Came back: /)).toBeVisible();
  await expect(run.header.getByText(/^It did not arrive/)).toBeVisible();

  const inbox = new InboxPage(asBuilder);
  await inbox.open(gone.email);
  await expect(inbox.ask).toContainText("it seems not to have arrived");
  await expect(inbox.decision.getByText("It did not arrive: send it again")).toBeVisible();
});
