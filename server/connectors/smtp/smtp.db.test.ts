import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testConnection } from "@/server/connections/test-connection";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { previewReversal } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { readHealth } from "@/server/operations/health";
import {
  effectOf,
  makeCollection,
  makeConnection,
  passTime,
  perform,
  verbsOf,
} from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import type { EffectRequest } from "@/workflow/ports";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const PASSWORD = "canary-b7e1f0c2";
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

function listen(server: Server | SMTPServer, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const listening = server.listen(port, "127.0.0.1", () => {
      resolve((listening.address() as AddressInfo).port);
    });
    listening.once("error", reject);
  });
}

/** A mailbox that keeps what it was given, or says what it is told to. */
async function startMail(refusal?: { code: number; text: string }, port = 0) {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ password }, _session, done) =>
      password === PASSWORD ? done(null, { user: "us" }) : done(new Error(`No, not with ${password}`)),
    onRcptTo: (_address, _session, done) =>
      refusal ? done(Object.assign(new Error(refusal.text), { responseCode: refusal.code })) : done(),
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        received.push(Buffer.concat(parts).toString("utf8"));
        done();
      });
    },
  });
  server.on("error", () => undefined);
  const at = await listen(server, port);
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  closers.push(close);
  return { port: at, received, close };
}

/** A server that takes the whole message and hangs up without an answer. */
async function startLiar(): Promise<{ port: number; messages: () => number }> {
  let messages = 0;
  const server = createServer((socket: Socket) => {
    let inData = false;
    socket.on("error", () => undefined);
    socket.write("220 liar\r\n");
    socket.on("data", (bytes) => {
      const text = bytes.toString();
      if (inData) {
        if (!text.endsWith("\r\n.\r\n")) return;
        messages += 1;
        socket.destroy();
      } else if (/^DATA/im.test(text)) {
        inData = true;
        socket.write("354 go on\r\n");
      } else socket.write("250 ok\r\n");
    });
  });
  const port = await listen(server);
  closers.push(() => new Promise<void>((closed) => server.close(() => closed())));
  return { port, messages: () => messages };
}

function connect(port: number, secret?: { user: string; password: string }): Promise<string> {
  const config = {
    host: "127.0.0.1",
    port,
    encryption: "none",
    from: "us@example.com",
    allowedHosts: ["127.0.0.1"],
  };
  return makeConnection(organization, { connector: "smtp", config, ...(secret ? { secret } : {}) });
}

const email = (connectionId: string): EffectRequest => ({
  action: "smtp.send-email",
  connectionId,
  input: { to: "dana@example.com", subject: "Hello", text: "A text." },
  summary: "Email dana@example.com: Hello",
});

describe("an email", () => {
  test("is confirmed by the server's own words, and cannot be called back: a correction can be drafted", async () => {
    const mail = await startMail();
    const connectionId = await connect(mail.port, { user: "us", password: PASSWORD });
    const run = await makeRun(organization.id);
    const progress = await perform(organization.id, run, "mail", email(connectionId));
    expect(progress).toMatchObject({
      state: "confirmed",
      result: { messageId: expect.stringMatching(/@handoff>$/) },
    });
    expect(progress.reason).toMatch(/^Accepted by 127\.0\.0\.1: 250 /);
    expect(mail.received).toHaveLength(1);
    expect(mail.received[0]).toContain(`Message-ID: ${progress.result.messageId}`);
    expect(await previewReversal(organization.id, progress.effectId)).toMatchObject({
      verdict: "draft",
      kind: "compensate",
      sentence: "An email that was delivered cannot be called back. A correction can be sent after it.",
      draft: { input: { to: "dana@example.com", subject: "Correction: Hello" } },
    });
  });

  test("queues while the server is down; the run says so, the rest goes on, and it goes out when it is back", async () => {
    const gone = await startMail();
    await gone.close();
    const connectionId = await connect(gone.port);
    const run = await makeRun(organization.id);
    const queued = await perform(organization.id, run, "mail", email(connectionId));
    expect(queued).toMatchObject({ state: "queued", accepted: true, settled: false });

    const { collectionId } = await makeCollection(organization.id);
    const note = await perform(organization.id, run, "note", {
      action: "collections.create-record",
      input: { collectionId, data: { name: "Note" } },
      summary: "Note it",
    });
    expect(note).toMatchObject({ state: "confirmed" });
    const statusOf = async () => {
      const [row] = await inOrganizationFast(organization.id, (tx) =>
        tx.query<{ status: string }>("SELECT status::text AS status FROM run WHERE id = $1::uuid", [
          run.runId,
        ]),
      );
      return row?.status;
    };
    expect(await statusOf()).toBe("degraded");

    const later = await perform(organization.id, run, "mail-2", email(connectionId));
    expect(later).toMatchObject({ state: "queued" });
    expect((await effectOf(organization.id, later.effectId)).attempts).toBe(0);
    const { connections } = await inOrganizationFast(organization.id, (tx) => readHealth(tx));
    const health = connections.find(({ id }) => id === connectionId);
    expect(health).toMatchObject({ circuit: "open", queued: 2 });
    expect(health?.sentence).toMatch(/refuses connections\. 2 actions wait, the oldest for/);

    const back = await startMail(undefined, gone.port);
    await passTime(organization.id);
    await drainOnce();
    await passTime(organization.id);
    await drainOnce();
    for (const { effectId } of [queued, later]) {
      expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    }
    expect(back.received).toHaveLength(2);
    expect(await statusOf()).toBe("running");
    const woken = await inOrganizationFast(organization.id, (tx) =>
      tx.query("SELECT id FROM outbox WHERE name = $1", [`handoff/wake.${run.runId}.mail`]),
    );
    expect(woken).toHaveLength(1);
    const verbs = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ verb: string }>("SELECT verb FROM audit_entry WHERE object_id = $1 ORDER BY id", [
        connectionId,
      ]),
    );
    expect(verbs.map(({ verb }) => verb)).toEqual(["connection.created", "circuit.opened", "circuit.closed"]);
  });

  test("whose answer was lost is never sent again blindly: a person is asked", async () => {
    const liar = await startLiar();
    const connectionId = await connect(liar.port);
    const run = await makeRun(organization.id);
    const progress = await perform(organization.id, run, "mail", email(connectionId));
    expect(progress).toMatchObject({ state: "unknown", settled: false });
    await passTime(organization.id);
    await drainOnce();
    await perform(organization.id, run, "mail", email(connectionId));
    expect(liar.messages()).toBe(1);
    expect(await verbsOf(organization.id, progress.effectId)).toEqual([
      "action.intended",
      "action.unconfirmed",
      "review.asked",
    ]);
  });

  test("whose worker died while sending is not sent again by the next one", async () => {
    const mail = await startMail();
    const connectionId = await connect(mail.port);
    const run = await makeRun(organization.id);
    const { effectId } = await perform(organization.id, run, "mail", email(connectionId));
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `UPDATE effect SET state = 'sending', lease_owner = 'dead', lease_until = clock_timestamp() - interval '1 minute', result = NULL, settled_at = NULL WHERE id = $1::uuid`,
        [effectId],
      ),
    );
    await drainOnce();
    expect((await effectOf(organization.id, effectId)).state).toBe("unknown");
    expect(mail.received).toHaveLength(1);
  });

  test("the server refuses for good is blocked with its words; for now is tried again", async () => {
    const no = await startMail({ code: 550, text: "No such mailbox" });
    const blocked = await perform(
      organization.id,
      await makeRun(organization.id),
      "mail",
      email(await connect(no.port)),
    );
    expect(blocked).toMatchObject({ state: "blocked", reason: expect.stringContaining("No such mailbox") });

    const later = await startMail({ code: 451, text: "Try later" });
    const queued = await perform(
      organization.id,
      await makeRun(organization.id),
      "mail",
      email(await connect(later.port)),
    );
    expect(queued).toMatchObject({ state: "queued", reason: expect.stringContaining("Try later") });
    expect(await effectOf(organization.id, queued.effectId)).toMatchObject({
      failureClass: "transient",
      attempts: 1,
    });
  });

  test("carries no line of its own into the headers", async () => {
    const mail = await startMail();
    const connectionId = await connect(mail.port);
    const request = email(connectionId);
    const input = { ...request.input, subject: "Hello\r\nBcc: everybody@example.com" };
    const progress = await perform(organization.id, await makeRun(organization.id), "mail", {
      ...request,
      input,
    });
    expect(progress).toMatchObject({ state: "blocked" });
    expect(mail.received).toHaveLength(0);
  });
});

describe("the credentials of a mail server", () => {
  test("stand in clear nowhere in the database, also when the server repeats them", async () => {
    const mail = await startMail();
    const wrong = `${PASSWORD}-wrong`;
    const connectionId = await connect(mail.port, { user: "us", password: wrong });
    const progress = await perform(
      organization.id,
      await makeRun(organization.id),
      "mail",
      email(connectionId),
    );
    expect(progress).toMatchObject({ state: "blocked", reason: expect.stringContaining("No, not with •••") });
    const refused = { state: "blocked", reason: expect.stringContaining("No, not with •••") };
    expect(progress).toMatchObject(refused);
    expect((await testConnection(organization.id, connectionId)).works).toBe(false);
    const found = await inOrganizationFast(organization.id, async (tx) => {
      const tables = await tx.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')",
      );
      const hits: string[] = [];
      for (const { name } of tables) {
        const rows = await tx.query(`SELECT 1 FROM public."${name}" t WHERE t::text LIKE $1`, [
          `%${PASSWORD}%`,
        ]);
        if (rows.length > 0) hits.push(name);
      }
      return hits;
    });
    expect(found).toEqual([]);
  });

  test("are not used for a private address that nobody allowed", async () => {
    const mail = await startMail();
    const config = { host: "localhost", port: mail.port, encryption: "none", from: "us@example.com" };
    const connectionId = await makeConnection(organization, { connector: "smtp", config });
    const progress = await perform(
      organization.id,
      await makeRun(organization.id),
      "mail",
      email(connectionId),
    );
    expect(progress).toMatchObject({
      state: "blocked",
      reason: expect.stringContaining("inside this network"),
    });
    expect(mail.received).toHaveLength(0);
  });
});
