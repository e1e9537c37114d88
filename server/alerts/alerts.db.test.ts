import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { noteAnswer, noteOutage } from "@/server/connections/circuit";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { closeIdentityPool } from "@/server/identity/pool";
import { standardWebhooks } from "@/server/intake/signatures/standard-webhooks";
import { resumeSending, stopSending } from "@/server/operations/sending";
import { JUST_NOW } from "@/server/testing/clock";
import { makeConnection, passTime, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import { deliverAlerts } from "./deliver-alerts";
import { listIncidents } from "./list-incidents";
import { type AlertSettings, saveAlertSettings, sendTestAlert } from "./settings";
import { watchIncidents } from "./watch-incidents";

const BY = { kind: "person", id: randomUUID(), name: "Ada" } as const;

type Arrived = { id: string; type: string; text: string; title: string; signed: boolean };

let organization: TestOrganization;
let receiver: Awaited<ReturnType<typeof startHttp>>;
let arrived: Arrived[];
let answer: number;
let secret: string;
const SETTINGS: Omit<AlertSettings, "webhookUrl"> = {
  emails: [],
  mailConnectionId: null,
  webhookInside: true,
  queueMinutes: 30,
  stuckCount: 3,
};

const within = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);
const save = (change: Partial<AlertSettings> = {}) =>
  within((tx) =>
    saveAlertSettings(
      tx,
      { ...SETTINGS, webhookUrl: `http://127.0.0.1:${receiver.port}/${organization.id}`, ...change },
      organization.people.admin,
    ),
  );

beforeAll(async () => {
  receiver = await startHttp((request, response) => {
    // Of an organization of another test something may still be due.
    if (request.url !== `/${organization.id}`) return void response.writeHead(204).end();
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const rawBody = Buffer.concat(parts);
      const headers = request.headers as { [name: string]: string };
      const { type, data } = JSON.parse(rawBody.toString()) as { type: string; data: Arrived };
      const signed = standardWebhooks.isFromSender(
        { headers, rawBody },
        [secret],
        Math.floor(Date.now() / 1000),
      );
      arrived.push({ id: headers["webhook-id"] ?? "", type, text: data.text, title: data.title, signed });
      response.writeHead(answer).end();
    });
  });
});
afterAll(async () => {
  await receiver.close();
  await closePrisma();
  await closeIdentityPool();
});
beforeEach(async () => {
  organization = await makeOrganization();
  arrived = [];
  answer = 204;
  secret = (await save()).secret ?? "";
});

const connect = (port = 9) =>
  makeConnection(organization, {
    connector: "http",
    config: { baseUrl: `http://127.0.0.1:${port}`, writes: "send", allowedHosts: ["127.0.0.1"] },
  });
const outage = (connectionId: string) =>
  within((tx) => noteOutage(tx, connectionId, "It refuses connections.", { atOnce: true }));
/** When what is over has been over for longer than it takes to be believed. */
const later = () => new Date(Date.now() + 2 * 60_000);
const due = () =>
  within((tx) =>
    tx.query(`UPDATE alert SET next_attempt_at = ${JUST_NOW} WHERE next_attempt_at IS NOT NULL`),
  );
const incidents = () => within(listIncidents);

describe("a system that cannot be reached", () => {
  test("is told once, however often it fails and however many workers see it, signed by Standard Webhooks", async () => {
    const connectionId = await connect();
    await Promise.all(Array.from({ length: 8 }, () => outage(connectionId)));
    await Promise.all([
      watchIncidents(),
      watchIncidents(),
      deliverAlerts(),
      deliverAlerts(),
      deliverAlerts(),
    ]);
    await deliverAlerts();
    expect(arrived).toMatchObject([
      { type: "incident.opened", signed: true, title: expect.stringContaining("cannot be reached") },
    ]);
    expect(await incidents()).toMatchObject([{ connectionId, closedAt: null, told: 1, problem: "" }]);
  });

  test("comes back: one message says for how long it was and what became of what queued", async () => {
    const run = await makeRun(organization.id);
    const system = await startHttp((_request, response) => response.writeHead(200).end("{}"));
    const { port } = system;
    await system.close();
    const connectionId = await connect(port);
    for (const name of ["a", "b"]) {
      await perform(organization.id, run, name, {
        action: "http.request",
        connectionId,
        input: { method: "POST", path: "/things", query: {}, body: {} },
        summary: `Send ${name}`,
      });
    }
    expect(await incidents()).toMatchObject([{ overAt: null }]);
    const back = await startHttp((_request, response) => response.writeHead(200).end("{}"));
    await within((tx) =>
      tx.query("UPDATE connection SET config = jsonb_set(config, '{baseUrl}', to_jsonb($1::text))", [
        `http://127.0.0.1:${back.port}`,
      ]),
    );
    await expect
      .poll(
        async () => {
          await passTime(organization.id);
          await drainOnce();
          return (await within((tx) => tx.query("SELECT 1 FROM effect WHERE state = 'confirmed'"))).length;
        },
        { timeout: 8_000 },
      )
      .toBe(2);
    await watchIncidents();
    expect((await incidents())[0]?.closedAt).toBe(null);
    await Promise.all([watchIncidents(later()), watchIncidents(later())]);
    await deliverAlerts();
    await deliverAlerts();
    await back.close();
    expect(arrived.map(({ type }) => type)).toEqual(["incident.opened", "incident.closed"]);
    expect(arrived[1]?.text).toMatch(/^It lasted .*\. Of 2 actions that queued meanwhile, 2 are done\.$/);
  });

  test("and comes and goes is one incident", async () => {
    const connectionId = await connect();
    for (let turn = 0; turn < 3; turn++) {
      await outage(connectionId);
      await within((tx) => noteAnswer(tx, connectionId));
      await watchIncidents();
    }
    await deliverAlerts();
    expect(arrived).toHaveLength(1);
    expect(await incidents()).toHaveLength(1);
  });

  test("is not told over itself where it is the mail server that tells", async () => {
    const config = { host: "127.0.0.1", port: 9, encryption: "none", allowedHosts: ["127.0.0.1"] };
    const mail = await makeConnection(organization, { connector: "smtp", config });
    await save({ emails: ["ops@example.com"], mailConnectionId: mail });
    await outage(mail);
    const channels = await within((tx) => tx.query<{ channel: string }>("SELECT channel FROM alert"));
    expect(channels).toEqual([{ channel: "webhook" }]);
  });
});

describe("an alert that cannot be delivered", () => {
  test("is tried again under the same id, raises no other, and the desk says why", async () => {
    answer = 500;
    await outage(await connect());
    await deliverAlerts();
    expect(await incidents()).toMatchObject([{ told: 0, problem: expect.stringContaining("500") }]);
    answer = 204;
    await due();
    await deliverAlerts();
    await watchIncidents();
    expect(new Set(arrived.map(({ id }) => id)).size).toBe(1);
    expect(arrived).toHaveLength(2);
    expect(await incidents()).toMatchObject([{ told: 1, problem: "" }]);
  });

  test("that a worker took along when it died is sent by another", async () => {
    await outage(await connect());
    await within((tx) =>
      tx.query("UPDATE alert SET attempts = 1, next_attempt_at = clock_timestamp() + interval '2 minutes'"),
    );
    await deliverAlerts();
    expect(arrived).toEqual([]);
    await due();
    await deliverAlerts();
    expect(arrived).toHaveLength(1);
  });

  test("is not sent to an address inside this network that nobody allowed", async () => {
    await save({ webhookInside: false });
    await outage(await connect());
    await deliverAlerts();
    expect(arrived).toEqual([]);
    expect(await incidents()).toMatchObject([
      { problem: expect.stringContaining("say so in Settings, Alerts") },
    ]);
  });
});

test("that all sending is stopped is told all the same, and when it is over", async () => {
  await within((tx) => stopSending(tx, BY, "Wrong prices"));
  await deliverAlerts();
  await within((tx) => resumeSending(tx, BY));
  await watchIncidents(later());
  await deliverAlerts();
  expect(arrived).toMatchObject([
    { type: "incident.opened", text: expect.stringContaining("Ada stopped it: Wrong prices") },
    { type: "incident.closed", text: expect.stringMatching(/^It lasted .*Nothing queued meanwhile\.$/) },
  ]);
});

test("what is stuck in numbers is one incident until nothing of it is left", async () => {
  const run = await makeRun(organization.id);
  const system = await startHttp((_request, response) => response.writeHead(422).end("{}"));
  const connectionId = await connect(system.port);
  for (const name of ["a", "b", "c", "d"]) {
    await perform(organization.id, run, name, {
      action: "http.request",
      connectionId,
      input: { method: "POST", path: `/things/${name}`, query: {}, body: {} },
      summary: `Send ${name}`,
    });
    await watchIncidents();
  }
  await system.close();
  const leave = (count: number) =>
    within((tx) =>
      tx.query(
        "UPDATE effect SET state = 'failed' WHERE id IN (SELECT id FROM effect WHERE state = 'blocked' ORDER BY id OFFSET $1::int)",
        [count],
      ),
    );
  await leave(1);
  await watchIncidents();
  expect(await incidents()).toMatchObject([{ connectionId, overAt: null }]);
  await leave(0);
  await watchIncidents();
  expect((await incidents())[0]?.overAt).toEqual(expect.any(Date));
  await deliverAlerts();
  expect(arrived).toHaveLength(1);
});

test("a queue that waits too long though its system answers is an incident", async () => {
  const run = await makeRun(organization.id);
  const connectionId = await connect();
  await outage(connectionId);
  await perform(organization.id, run, "a", {
    action: "http.request",
    connectionId,
    input: { method: "POST", path: "/things", query: {}, body: {} },
    summary: "Send a",
  });
  await within((tx) =>
    tx.query(
      "UPDATE effect SET created_at = created_at - interval '31 minutes', next_attempt_at = next_attempt_at + interval '1 hour'",
    ),
  );
  await watchIncidents();
  expect(await incidents()).toHaveLength(1);
  await within((tx) => noteAnswer(tx, connectionId));
  await watchIncidents();
  expect((await incidents()).map(({ title }) => title)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^The queue of .* is slow$/)]),
  );
});

test("an alert by email has one message id, however often it is sent", async () => {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      let text = "";
      stream.on("data", (part: Buffer) => {
        text += part.toString();
      });
      stream.on("end", () => {
        received.push(text);
        // The first time the answer is lost.
        if (received.length > 1) return done();
        for (const each of server.connections) each.close();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", () => ready()));
  const { port } = server.server.address() as AddressInfo;
  const config = { host: "127.0.0.1", port, encryption: "none", allowedHosts: ["127.0.0.1"] };
  const mailConnectionId = await makeConnection(organization, { connector: "smtp", config });
  await save({ emails: ["ops@example.com"], mailConnectionId, webhookUrl: null });
  await outage(await connect());
  await deliverAlerts();
  await due();
  await deliverAlerts();
  await new Promise<void>((closed) => server.close(() => closed()));
  const ids = received.map((text) => /Message-ID: (\S+)/i.exec(text)?.[1]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(received[1]).toContain("It refuses connections.");
  expect(await incidents()).toMatchObject([{ told: 1, problem: "" }]);
});

test("a test alert reaches every address that is saved", async () => {
  await within((tx) => sendTestAlert(tx, organization.people.admin));
  await deliverAlerts();
  expect(arrived).toMatchObject([{ type: "incident.test", signed: true }]);
  await save({ webhookUrl: null });
  await expect(within((tx) => sendTestAlert(tx, organization.people.admin))).rejects.toThrow(/nowhere yet/);
});
