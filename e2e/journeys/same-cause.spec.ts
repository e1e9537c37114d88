import { startHttp } from "@/server/testing/start-http";
import { chip, node, publish, text, webhook } from "../fixtures/drawings";
import { unique } from "../fixtures/example";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";

/** A shop that takes no orders from an account until that is unlocked. */
async function startShop() {
  const shop = { locked: true, taken: 0 };
  const { port, close } = await startHttp((request, response) => {
    request.resume();
    if (!shop.locked) shop.taken += 1;
    response.writeHead(shop.locked ? 422 : 201, { "content-type": "application/json" });
    response.end(shop.locked ? '{"error":"The account is locked."}' : "{}");
  });
  return Object.assign(shop, { address: `http://127.0.0.1:${port}`, close });
}

test("what is stuck for one cause is one line: all of it is tried again at once, or dropped with one reason", async ({
  admin,
  asAdmin,
  builder,
}) => {
  const mark = unique();
  const shop = await startShop();
  const { id: connectionId } = await admin.api.connections.create.mutate({
    connector: "http",
    name: `Shop ${mark}`,
    config: { baseUrl: shop.address, writes: "send", allowedHosts: ["127.0.0.1"] },
  });
  const body = [{ field: "order", value: chip("order") }];
  const settings = { connectionId, method: "POST", path: text("/orders"), query: [], body };
  const orders = await publish(
    builder.api,
    `Orders ${mark}`,
    [webhook("order"), node("post", "http-request", "Order it", settings, 300)],
    [{ id: "a", source: "start", sourcePort: "started", target: "post" }],
  );
  const arrive = async (names: string[]) => {
    for (const order of names) await send(orders.webhook, { order });
    for (const order of names) await expectRun(builder.api, order, "waiting");
  };
  const cause = asAdmin
    .getByRole("region", { name: "By cause" })
    .getByRole("listitem")
    .filter({ hasText: mark });

  await arrive([`a-${mark}`, `b-${mark}`, `c-${mark}`]);
  await asAdmin.goto("/operations?view=stuck");
  await expect(cause).toContainText("3 ×");
  await expect(cause).toContainText("answered 422 to POST … “The account is locked.”");
  shop.locked = false;
  await cause.getByRole("button", { name: "Try all 3 again" }).click();
  for (const name of ["a", "b", "c"]) await expectRun(builder.api, `${name}-${mark}`, "done");
  await expect(cause).toBeHidden();
  expect(shop.taken).toBe(3);

  shop.locked = true;
  await arrive([`d-${mark}`, `e-${mark}`]);
  await asAdmin.reload();
  await cause.getByRole("button", { name: "Drop all 2" }).click();
  const dialog = asAdmin.getByRole("dialog", { name: "Drop 2 actions?" });
  await dialog.getByLabel("Why").fill("The shop was closed");
  await dialog.getByRole("button", { name: "Drop all 2" }).click();
  await expect(dialog).toBeHidden();
  for (const name of ["d", "e"]) await expectRun(builder.api, `${name}-${mark}`, "done");
  expect(shop.taken).toBe(3);
  await shop.close();
});
