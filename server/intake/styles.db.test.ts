import { createHmac, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { closeServers, listening, sendEvent, sendTo } from "@/server/testing/intake";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeWorkflow, node, type TestEndpoint } from "@/server/testing/workflow";
import { endOldSecret, pasteSecret, rotateSecret } from "@/server/workflows/webhook-secrets";
import type { JsonObject } from "@/workflow/json";
import { forgetEndpoints } from "./endpoints";
import { createIntakeServer } from "./server";

let intake: Server;
let organization: TestOrganization;

beforeAll(async () => {
  intake = createIntakeServer(1);
  await listening(intake);
  organization = await makeOrganization();
});
afterAll(async () => {
  closeServers(intake);
  await closePrisma();
  await closeIdentityPool();
});

/** A webhook of that style, with a secret pasted as its sender made it. */
async function webhook(settings: JsonObject, secret?: string): Promise<TestEndpoint> {
  const config = { fields: [], idField: "", subjectField: "", ...settings };
  const made = await makeWorkflow(organization.id, { nodes: [node("hook", "webhook", config)], edges: [] });
  const { hook } = made.endpoints;
  if (!hook) throw new Error("The workflow has no address.");
  if (secret !== undefined) {
    await inOrganization(organization.id, (tx) =>
      pasteSecret(tx, hook.id, secret, organization.people.builder),
    );
  }
  return { ...hook, secret: secret ?? hook.secret };
}
const eventsAt = ({ id }: TestEndpoint) =>
  inOrganization(organization.id, ({ db }) => db.event.findMany({ where: { endpointId: id } }));
const hex = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");

function sendSlack({ token, secret }: TestEndpoint, body: string, type = "application/json") {
  const at = String(Math.floor(Date.now() / 1000));
  const headers = {
    "content-type": type,
    "x-slack-request-timestamp": at,
    "x-slack-signature": `v0=${hex(secret, `v0:${at}:${body}`)}`,
  };
  return sendTo(intake, `/hooks/${token}`, { headers, body });
}

describe("Slack", () => {
  const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

  test("hears its challenge back when it tries the address, and only when it is Slack", async () => {
    const hook = await webhook({ signedBy: "slack" }, SECRET);
    const body = '{"type":"url_verification","token":"t","challenge":"3eZbrw1aB"}';
    expect(await sendSlack(hook, body)).toMatchObject({ status: 200, body: { challenge: "3eZbrw1aB" } });
    expect((await sendSlack({ ...hook, secret: "another" }, body)).status).toBe(401);
    expect(await eventsAt(hook)).toEqual([]);
  });

  test("sends events, slash commands and buttons; it is answered with nothing that it would show", async () => {
    const hook = await webhook({ signedBy: "slack" }, SECRET);
    const form = "application/x-www-form-urlencoded";
    const button = new URLSearchParams({ payload: '{"type":"block_actions","trigger_id":"13.7"}' });
    const all = [
      await sendSlack(hook, '{"event_id":"Ev1","event":{"type":"message"}}'),
      await sendSlack(hook, '{"event_id":"Ev1","event":{"type":"message"}}'),
      await sendSlack(hook, "command=%2Fask&text=a+b&trigger_id=42.1", form),
      await sendSlack(hook, button.toString(), form),
    ];
    expect(all.map(({ status, text }) => `${status} ${text}`)).toEqual(["200 ", "200 ", "200 ", "200 "]);
    const kept = (await eventsAt(hook)).map(({ externalId, body }) => ({ externalId, body }));
    // Within one millisecond there is no order.
    expect(kept.sort((a, b) => b.externalId.localeCompare(a.externalId))).toEqual([
      { externalId: "Ev1", body: { event_id: "Ev1", event: { type: "message" } } },
      { externalId: "42.1", body: { command: "/ask", text: "a b", trigger_id: "42.1" } },
      { externalId: "13.7", body: { type: "block_actions", trigger_id: "13.7" } },
    ]);
  });

  test("cannot pollute objects through a form", async () => {
    const hook = await webhook({ signedBy: "slack" }, SECRET);
    const form = "application/x-www-form-urlencoded";
    expect((await sendSlack(hook, "__proto__=1", form)).status).toBe(400);
    expect((await sendSlack(hook, "payload=%7B%22__proto__%22%3A1%7D", form)).status).toBe(400);
    expect((await sendSlack(hook, `payload=${"[".repeat(10_000)}`, form)).status).toBe(400);
    expect((await sendSlack(hook, "a=%00", form)).status).toBe(400);
  });
});

test("GitHub's deliveries are one event each, as JSON or as a form", async () => {
  const hook = await webhook({ signedBy: "github" }, "a secret chosen by us".replaceAll(" ", "-"));
  const send = (delivery: string, body: string, type: string) =>
    sendTo(intake, `/hooks/${hook.token}`, {
      headers: {
        "content-type": type,
        "x-github-delivery": delivery,
        "x-hub-signature-256": `sha256=${hex(hook.secret, body)}`,
      },
      body,
    });
  expect((await send("d-1", '{"action":"opened"}', "application/json")).body.outcome).toBe("new");
  expect((await send("d-1", '{"action":"opened"}', "application/json")).body.outcome).toBe("known");
  const form = await send("d-2", "payload=%7B%22zen%22%3A%22Be%22%7D", "application/x-www-form-urlencoded");
  expect(form.status).toBe(202);
  const bodies = (await eventsAt(hook)).map(({ body }) => body);
  expect(bodies).toHaveLength(2);
  expect(bodies).toEqual(expect.arrayContaining([{ action: "opened" }, { zen: "Be" }]));
});

test("a sender of one style is not believed at a webhook of another", async () => {
  const hook = await webhook({ signedBy: "github" });
  expect((await sendEvent(intake, hook, "{}")).status).toBe(401);
  const plain = { "content-type": "application/json", "x-handoff-secret": hook.secret };
  expect((await sendTo(intake, `/hooks/${hook.token}`, { headers: plain, body: "{}" })).status).toBe(401);
});

test("a secret in a header of the builder's choice is enough where that was chosen", async () => {
  const hook = await webhook({ signedBy: "shared-secret", secretHeader: "X-Api-Key" }, "0123456789abcdef");
  const send = (headers: { [name: string]: string }) =>
    sendTo(intake, `/hooks/${hook.token}`, {
      headers: { "content-type": "application/json", ...headers },
      body: "{}",
    });
  expect((await send({ "x-api-key": "0123456789abcdef" })).status).toBe(202);
  expect((await send({ "x-api-key": "0123456789abcdeg" })).status).toBe(401);
  expect((await send({ "x-handoff-secret": "0123456789abcdef" })).status).toBe(401);
});

test("after a secret was replaced both work, until the old one's day is over or somebody ends it", async () => {
  const old = await webhook({});
  const { builder } = organization.people;
  const within = <T>(work: Parameters<typeof inOrganization<T>>[1]) => inOrganization(organization.id, work);
  const fresh = { ...old, ...(await within((tx) => rotateSecret(tx, old.id, builder))) };
  const statuses = async () => {
    forgetEndpoints();
    const both = [await sendEvent(intake, old, "{}"), await sendEvent(intake, fresh, "{}")];
    return both.map(({ status }) => status);
  };
  expect(await statuses()).toEqual([202, 202]);
  await within(({ db }) =>
    db.endpoint.updateMany({
      where: { id: old.id },
      data: { previousSecretUntil: new Date(Date.now() - 1_000) },
    }),
  );
  expect(await statuses()).toEqual([401, 202]);
  const third = { ...old, ...(await within((tx) => rotateSecret(tx, old.id, builder))) };
  await within((tx) => endOldSecret(tx, old.id, builder));
  forgetEndpoints();
  expect((await sendEvent(intake, fresh, "{}")).status).toBe(401);
  expect((await sendEvent(intake, third, "{}", { id: randomUUID() })).status).toBe(202);
});
