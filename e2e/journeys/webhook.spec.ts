import { addCase, exampleWorkflow, paymentsFor, unique } from "../fixtures/example";
import { expectMail } from "../fixtures/mailbox";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";
import { RunPage } from "../pages/run-page";

test("a signed message is taken once, however often it is sent", async ({ asBuilder, builder }) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const { email, order } = await addCase(builder.api, { total: 55 });
  const message = { email, order, amount: 55, reason: "Too small" };
  const id = `shop-${unique()}`;

  const first = await send(webhook, message, { id });
  expect(first).toMatchObject({ status: 202, body: { message: "Received." } });
  const again = await send(webhook, message, { id });
  expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });

  await expectMail(email, [`Your refund for order ${order}`]);
  await expectRun(builder.api, email, "done");
  expect(await paymentsFor(builder.api, order)).toEqual(["55.00 EUR"]);

  const other = await send(webhook, { ...message, amount: 99 }, { id });
  expect(other.body.message).toContain("starts nothing");
  await asBuilder.goto(`/runs?search=${email}`);
  await expect(asBuilder.getByRole("main").getByRole("link", { name: email })).toHaveCount(1);
  await new RunPage(asBuilder).open(email);
  await expect(asBuilder.getByText("The same event came 1 more time with other content.")).toBeVisible();
});

test("a message that is not signed with the webhook's secret, or long ago, is refused", async ({
  builder,
}) => {
  const { webhook } = await exampleWorkflow(builder.api);
  const { email, order } = await addCase(builder.api, { total: 55 });
  const message = { email, order, amount: 55 };
  const stranger = `whsec_${Buffer.from(unique().repeat(4)).toString("base64")}`;
  const anHourAgo = new Date(Date.now() - 3_600_000);

  expect(await send(webhook, message, { secret: stranger })).toMatchObject({
    status: 401,
    body: { message: expect.stringContaining("Sign the exact body with this webhook's secret.") },
  });
  expect(await send(webhook, message, { sentAt: anHourAgo })).toMatchObject({ status: 401 });
  // What is sent afterwards starts the only run that there is.
  expect(await send(webhook, message)).toMatchObject({ status: 202 });
  await expectRun(builder.api, email, "done");
  expect((await builder.api.runs.list.query({ search: email, limit: 10 })).items).toHaveLength(1);
});
