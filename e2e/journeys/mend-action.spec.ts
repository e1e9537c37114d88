import { text as textOf } from "node:stream/consumers";
import { startHttp } from "@/server/testing/start-http";
import { chip, node, publish, text, webhook } from "../fixtures/drawings";
import { unique } from "../fixtures/example";
import { expectRun } from "../fixtures/runs";
import { expect, test } from "../fixtures/test";
import { send } from "../fixtures/webhook";

/** A carrier that takes parcels for addresses it knows. */
async function startCarrier() {
  const taken: { to: string }[] = [];
  const { port, close } = await startHttp(async (request, response) => {
    const parcel = JSON.parse(await textOf(request));
    const known = parcel.to.endsWith("street 1");
    if (known) taken.push(parcel);
    response.writeHead(known ? 201 : 422, { "content-type": "application/json" }).end("{}");
  });
  return { taken, address: `http://127.0.0.1:${port}`, close };
}

test("an admin changes what a system refused, and the run ends once that system confirms by an event", async ({
  admin,
  asAdmin,
  builder,
}) => {
  test.setTimeout(120_000);
  const mark = unique();
  const carrier = await startCarrier();
  const { id: connectionId } = await admin.api.connections.create.mutate({
    connector: "http",
    name: `Carrier ${mark}`,
    config: { baseUrl: carrier.address, writes: "send", allowedHosts: ["127.0.0.1"] },
  });
  const notices = await publish(builder.api, `Delivery notices ${mark}`, [webhook("parcel")], []);
  const parcels = await publish(
    builder.api,
    `Parcels ${mark}`,
    [
      webhook("parcel", "to"),
      node(
        "post",
        "http-request",
        "Hand it to the carrier",
        {
          connectionId,
          method: "POST",
          path: text("/parcels"),
          query: [],
          body: [{ field: "to", value: chip("to") }],
        },
        300,
      ),
      node(
        "delivered",
        "wait-for-event",
        "It is delivered",
        {
          endpointId: notices.endpointId,
          match: [{ field: "parcel", value: chip("parcel") }],
          within: { amount: 3, unit: "days" },
        },
        600,
      ),
    ],
    [
      { id: "a", source: "start", sourcePort: "started", target: "post" },
      { id: "b", source: "post", sourcePort: "confirmed", target: "delivered" },
    ],
  );

  const parcel = `P-${mark}`;
  await send(parcels.webhook, { parcel, to: "Long stret 1" });
  await expectRun(builder.api, parcel, "waiting");
  await asAdmin.goto("/operations?view=stuck");
  const item = asAdmin.getByRole("listitem").filter({ hasText: parcel }).last();
  await item.getByRole("link", { name: "Open the question" }).click();
  await asAdmin.getByRole("button", { name: "Change what is sent…" }).click();
  const dialog = asAdmin.getByRole("dialog", { name: "Change and try again" });
  await expect(dialog).toContainText("answered 422");
  await dialog.getByLabel("Body: to").fill("Long street 1");
  await dialog.getByRole("button", { name: "Change and try again" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => carrier.taken).toEqual([{ to: "Long street 1" }]);

  const runId = await expectRun(builder.api, parcel, "waiting");
  await asAdmin.goto(`/runs/${runId}`);
  await expect(asAdmin.getByRole("main")).toContainText(`Waits for an event with parcel ${parcel}`);
  await send(notices.webhook, { parcel });
  await expectRun(builder.api, parcel, "done");
  await carrier.close();
});
