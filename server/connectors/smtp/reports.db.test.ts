import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readReportAddress, revealReportSecret } from "@/server/connections/report-address";
import { updateConnection } from "@/server/connections/save-connection";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { decideHeldEffect } from "@/server/effects/decide-held";
import { drainOnce } from "@/server/effects/drain";
import { hearReport } from "@/server/effects/hear-report";
import { judgeSilence } from "@/server/effects/judge-silence";
import { closeIdentityPool } from "@/server/identity/pool";
import { createIntakeServer } from "@/server/intake/server";
import { decideReview } from "@/server/reviews/decide-review";
import { cancelRun } from "@/server/runs/cancel-run";
import { routeEvents } from "@/server/runs/route-events";
import { deliveryReport } from "@/server/testing/delivery-report";
import { effectOf, passTime, perform, verbsOf } from "@/server/testing/gateway";
import { closeServers, listening, sendTo, signedHeaders } from "@/server/testing/intake";
import { connectMail, startMail, type TestMail } from "@/server/testing/mail";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import type { JsonObject } from "@/workflow/json";
import type { EffectRequest } from "@/workflow/ports";

let organization: TestOrganization;
let mail: TestMail;
let intake: Server;
beforeAll(async () => {
  organization = await makeOrganization();
  mail = await startMail({ offersReports: true });
  intake = createIntakeServer(1);
  await listening(intake);
});
afterAll(async () => {
  closeServers(intake);
  await mail.close();
  await closePrisma();
  await closeIdentityPool();
});

type Sender = { connectionId: string; path: string; secret: string };

async function connect(config: JsonObject = { reports: "failures" }, owner = organization): Promise<Sender> {
  const connectionId = await connectMail(owner, mail, config);
  return inOrganization(owner.id, async (tx) => {
    const address = await readReportAddress(tx, connectionId);
    if (!address) throw new Error("The connection has no address for reports.");
    const { secret } = await revealReportSecret(tx, connectionId);
    return { connectionId, path: new URL(address.url).pathname, secret };
  });
}

const email = (connectionId: string): EffectRequest => ({
  action: "smtp.send-email",
  connectionId,
  input: { to: "dana@example.com", subject: "Hello", text: "A text." },
  summary: "Email dana@example.com: Hello",
});

async function send({ connectionId }: Sender, run?: TestRun) {
  const progress = await perform(
    organization.id,
    run ?? (await makeRun(organization.id)),
    "mail",
    email(connectionId),
  );
  return progress.effectId;
}

const post = (path: string, raw: string | Buffer, type = "message/rfc822") =>
  sendTo(intake, path, { headers: { "content-type": type }, body: raw });

/** A report arrives, and the worker comes round. */
async function report({ path }: Sender, raw: string, status = 202): Promise<void> {
  expect(await post(path, raw)).toMatchObject({ status });
  await routeEvents();
}

const stand = async (effectId: string) => {
  const { state, reason, evidence } = await effectOf(organization.id, effectId);
  return { state, reason, reports: evidence?.reports };
};

type Question = { id: string; ask: string; why: string; contentHash: string; status: string };
const questionsOn = (effectId: string) =>
  inOrganizationFast(organization.id, (tx) =>
    tx.query<Question>(
      `SELECT id, ask, why, content_hash AS "contentHash", status::text AS status FROM review
       WHERE effect_id = $1::uuid ORDER BY created_at`,
      [effectId],
    ),
  );

const noteOf = async (path: string) => {
  const rows = await inOrganizationFast(organization.id, (tx) =>
    tx.query<{ note: string; routed: boolean }>(
      `SELECT note, routed_at IS NOT NULL AS routed FROM event JOIN endpoint ON endpoint.id = endpoint_id
       WHERE token = $1 ORDER BY received_at DESC`,
      [path.slice("/hooks/".length)],
    ),
  );
  return rows;
};

const wokenOf = ({ runId }: TestRun) =>
  inOrganizationFast(organization.id, (tx) =>
    tx.query("SELECT id FROM outbox WHERE name = $1", [`handoff/wake.${runId}.mail`]),
  );

describe("an email over a server that reports", () => {
  test("waits for the report, which it asked for by its own id; a bounce makes it missing, and a person is asked", async () => {
    const sender = await connect();
    const run = await makeRun(organization.id);
    const effectId = await send(sender, run);
    expect(await stand(effectId)).toMatchObject({
      state: "pending",
      reason: "Accepted by 127.0.0.1; waiting for the report.",
    });
    expect(mail.envelopes.at(-1)).toMatchObject({
      dsn: { envid: effectId, ret: "HDRS" },
      rcptTo: [{ dsn: { notify: ["FAILURE", "DELAY"] } }],
    });
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `INSERT INTO run_step (organization_id, run_id, node_id, state, reason) VALUES ($1::uuid, $2::uuid, 'mail', 'waiting', 'Waits.')`,
        [organization.id, run.runId],
      ),
    );
    await report(sender, deliveryReport({ envelopeId: effectId }));
    const { state, reason, reports } = await stand(effectId);
    expect({ state, reason }).toEqual({
      state: "missing",
      reason:
        "It did not arrive: there is no such mailbox (5.1.1). It was for dana@example.com. mail.example.com said: “550 5.1.1 <dana@example.com>: Recipient address rejected: User unknown”.",
    });
    expect(reports).toEqual([expect.objectContaining({ event: "bounced", status: "5.1.1" })]);
    expect(await questionsOn(effectId)).toMatchObject([
      { status: "open", ask: "Email dana@example.com: Hello: it seems not to have arrived." },
    ]);
    expect(await verbsOf(organization.id, effectId)).toEqual([
      "action.intended",
      "action.awaited",
      "action.returned",
      "action.unconfirmed",
      "review.asked",
    ]);
    const [standing] = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ status: string; reason: string }>(
        "SELECT status::text AS status, reason FROM run WHERE id = $1::uuid",
        [run.runId],
      ),
    );
    expect(standing).toEqual({ status: "waiting", reason });
    // What follows it waits still: a person has not said what becomes of it.
    expect(await wokenOf(run)).toEqual([]);
  });

  test("is confirmed by a report of its delivery, found by its Message-ID where no envelope id comes back", async () => {
    const sender = await connect({ reports: "deliveries" });
    const run = await makeRun(organization.id);
    const effectId = await send(sender, run);
    expect(mail.envelopes.at(-1)?.rcptTo[0]?.dsn?.notify).toEqual(["FAILURE", "DELAY", "SUCCESS"]);
    const messageId = /^Message-ID: (.*)$/m.exec(mail.received.at(-1) ?? "")?.[1];
    const delivered = { action: "delivered", status: "2.0.0", diagnostic: "" };
    await report(sender, deliveryReport({ messageId }, delivered));
    expect(await stand(effectId)).toMatchObject({
      state: "confirmed",
      reason: "Delivered, as mail.example.com reports.",
    });
    expect(await wokenOf(run)).toHaveLength(1);
    expect(await questionsOn(effectId)).toEqual([]);
  });

  test("stays pending while it is delayed, which is shown; silence after that is no delivery", async () => {
    const sender = await connect();
    const effectId = await send(sender);
    const retryUntil = new Date(Date.now() + 48 * 3_600_000).toUTCString();
    const delayed = {
      action: "delayed",
      status: "4.4.1",
      diagnostic: "smtp; connection timed out",
      retryUntil,
    };
    await report(sender, deliveryReport({ envelopeId: effectId }, delayed));
    expect(await stand(effectId)).toMatchObject({
      state: "pending",
      reason: expect.stringMatching(
        /^Its delivery is delayed: the receiving server does not answer \(4\.4\.1\)\./,
      ),
    });
    const [due] = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ hours: number }>(
        "SELECT extract(epoch FROM report_due_at - clock_timestamp())::float8 / 3600 AS hours FROM effect WHERE id = $1::uuid",
        [effectId],
      ),
    );
    expect(due?.hours).toBeCloseTo(49, 0);
    await judgeSilence();
    expect((await stand(effectId)).state).toBe("pending");
    await passTime(organization.id);
    await judgeSilence();
    expect(await stand(effectId)).toMatchObject({
      state: "missing",
      reason: "The last report said that its delivery is delayed, and none came after it.",
    });
    expect(await verbsOf(organization.id, effectId)).toContain("action.delayed");
  });

  test("of which failures alone are told counts as done when none came in time, and says exactly that", async () => {
    const sender = await connect({ reports: "failures", reportHours: 6 });
    const effectId = await send(sender);
    // Waiting takes no place in its connection's queue.
    await drainOnce();
    await judgeSilence();
    expect((await stand(effectId)).state).toBe("pending");
    await passTime(organization.id);
    await drainOnce();
    expect((await stand(effectId)).state).toBe("pending");
    await judgeSilence();
    expect(await stand(effectId)).toMatchObject({
      state: "confirmed",
      reason: "Accepted by 127.0.0.1; no bounce came within 6 hours. Whether it arrives is not told.",
    });
  });

  test("of which deliveries are told is overdue when none came in time: a person is asked, once", async () => {
    const sender = await connect({ reports: "deliveries" });
    const effectId = await send(sender);
    await passTime(organization.id);
    await judgeSilence();
    await passTime(organization.id);
    await judgeSilence();
    expect(await stand(effectId)).toMatchObject({
      state: "missing",
      reason: "Accepted by 127.0.0.1; no report came within 4 hours, neither of a delivery nor of a failure.",
    });
    expect(await questionsOn(effectId)).toHaveLength(1);
    // The report comes after all: nobody has to answer any more.
    const delivered = { action: "delivered", status: "2.0.0", diagnostic: "" };
    await report(sender, deliveryReport({ envelopeId: effectId }, delivered));
    expect((await stand(effectId)).state).toBe("confirmed");
    expect(await questionsOn(effectId)).toMatchObject([{ status: "withdrawn" }]);
  });

  test("that comes back after it counted as done is openly missing, the log has both, and a person is asked", async () => {
    const sender = await connect();
    const run = await makeRun(organization.id);
    const effectId = await send(sender, run);
    await passTime(organization.id);
    await judgeSilence();
    await inOrganizationFast(organization.id, (tx) =>
      tx.query("UPDATE run SET status = 'done', ended_at = clock_timestamp() WHERE id = $1::uuid", [
        run.runId,
      ]),
    );
    await report(sender, deliveryReport({ envelopeId: effectId }, { status: "5.2.2", diagnostic: "" }));
    expect(await stand(effectId)).toMatchObject({
      state: "missing",
      reason: "It did not arrive: the mailbox is full (5.2.2). It was for dana@example.com.",
    });
    expect(await verbsOf(organization.id, effectId)).toEqual([
      "action.intended",
      "action.awaited",
      "action.confirmed",
      "action.returned",
      "action.unconfirmed",
      "review.asked",
    ]);
    const [question] = await questionsOn(effectId);
    expect(question?.ask).toBe("Email dana@example.com: Hello: it counted as done, and did not arrive.");

    // Whoever is asked may send it again, though its run has long ended.
    const by = organization.people.builder;
    await inOrganization(organization.id, async (tx) => {
      const { id: reviewId = "", contentHash = "" } = question ?? {};
      await decideReview(tx, { reviewId, contentHash, answer: "retry", rationale: "Emptied it.", by });
      const actor = { kind: "person", id: by.id, name: by.name } as const;
      await decideHeldEffect(tx, { effectId, review: { id: reviewId, answer: "retry" }, by: actor });
    });
    const before = mail.received.length;
    await drainOnce();
    expect(mail.received).toHaveLength(before + 1);
    expect((await stand(effectId)).state).toBe("pending");
  });

  test("ends by its reports also when its run is canceled", async () => {
    const sender = await connect();
    const run = await makeRun(organization.id);
    const effectId = await send(sender, run);
    const by = { kind: "system", name: "Test" } as const;
    await inOrganizationFast(organization.id, (tx) => cancelRun(tx, run.runId, by, "No longer wanted."));
    expect((await stand(effectId)).state).toBe("pending");
    await report(sender, deliveryReport({ envelopeId: effectId }));
    expect((await stand(effectId)).state).toBe("missing");
  });

  test("without that setting is confirmed at once, and says that nothing more is told", async () => {
    const connectionId = await connectMail(organization, mail);
    const progress = await perform(
      organization.id,
      await makeRun(organization.id),
      "mail",
      email(connectionId),
    );
    expect(progress).toMatchObject({
      state: "confirmed",
      reason: expect.stringMatching(/^Accepted by 127\.0\.0\.1: 250 .*\. Whether it arrives is not told\.$/),
    });
    expect(mail.envelopes.at(-1)?.dsn).toEqual({ ret: null, envid: null });
    expect(await inOrganization(organization.id, (tx) => readReportAddress(tx, connectionId))).toBe(null);
  });
});

describe("a report", () => {
  test("that comes before the server has even answered waits until that is written down, and is not lost", async () => {
    const sender = await connect();
    let arrived = "";
    mail.beforeAnswer = async ({ dsn }) => {
      arrived = dsn?.envid ?? "";
      await report(sender, deliveryReport({ envelopeId: arrived }));
      expect(await stand(arrived)).toMatchObject({ state: "sending" });
      expect(await noteOf(sender.path)).toEqual([{ note: "", routed: false }]);
    };
    const effectId = await send(sender);
    mail.beforeAnswer = undefined;
    expect(arrived).toBe(effectId);
    expect((await stand(effectId)).state).toBe("pending");
    await passTime(organization.id);
    await routeEvents();
    expect((await stand(effectId)).state).toBe("missing");
  });

  test("shows what became of an email whose worker was killed while it sent", async () => {
    const sender = await connect();
    const sent = [await send(sender), await send(sender), await send(sender)] as const;
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `UPDATE effect SET state = 'sending', lease_owner = 'dead', lease_until = clock_timestamp() - interval '1 minute',
           result = NULL, evidence = NULL, report_due_at = NULL WHERE id = ANY($1::uuid[])`,
        [sent],
      ),
    );
    await drainOnce();
    const [returned, delayed, delivered] = sent;
    expect((await stand(returned)).state).toBe("unknown");
    expect(await questionsOn(returned)).toMatchObject([{ status: "open" }]);
    await report(sender, deliveryReport({ envelopeId: returned }));
    await report(sender, deliveryReport({ envelopeId: delayed }, { action: "delayed", status: "4.4.1" }));
    await report(sender, deliveryReport({ envelopeId: delivered }, { action: "delivered", status: "2.0.0" }));
    const states = await Promise.all(sent.map(async (id) => (await stand(id)).state));
    expect(states).toEqual(["missing", "pending", "confirmed"]);
    expect(await questionsOn(returned)).toMatchObject([{ status: "withdrawn" }, { status: "open" }]);
    expect(await questionsOn(delivered)).toMatchObject([{ status: "withdrawn" }]);
  });

  test("is heard once a worker was killed while it heard it", async () => {
    const sender = await connect();
    const effectId = await send(sender);
    expect(await post(sender.path, deliveryReport({ envelopeId: effectId }))).toMatchObject({ status: 202 });
    const killed = inOrganizationFast(organization.id, async (tx) => {
      const body = { event: "bounced", envelopeId: effectId };
      await hearReport(tx, { effectId, connectionId: sender.connectionId, at: new Date(), body });
      throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    expect((await stand(effectId)).state).toBe("pending");
    await Promise.all([routeEvents(), routeEvents()]);
    expect((await stand(effectId)).state).toBe("missing");
    expect(await questionsOn(effectId)).toHaveLength(1);
  });

  test("that comes twice is one", async () => {
    const sender = await connect();
    const effectId = await send(sender);
    const raw = deliveryReport({ envelopeId: effectId });
    await report(sender, raw);
    await report(sender, raw, 200);
    expect((await stand(effectId)).reports).toHaveLength(1);
    // Another one on the same is written down, and asks nobody anew.
    await report(sender, deliveryReport({ envelopeId: effectId }, { diagnostic: "smtp; 550 still not" }));
    expect((await stand(effectId)).reports).toHaveLength(2);
    expect(await questionsOn(effectId)).toHaveLength(1);
    const [{ note } = { note: "" }] = await noteOf(sender.path);
    expect(note).toBe("The action is missing: that was written down and changes nothing.");
  });

  test("that cannot be taken in is put aside after five attempts, openly, and tried again when the connection is saved", async () => {
    const sender = await connect();
    const effectId = await send(sender);
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `INSERT INTO event (organization_id, endpoint_id, external_id, body_hash, body)
         SELECT organization_id, id, 'bad', '', $2::jsonb FROM endpoint WHERE connection_id = $1::uuid`,
        [sender.connectionId, JSON.stringify({ event: "eaten", envelopeId: effectId })],
      ),
    );
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await routeEvents();
      await passTime(organization.id);
    }
    const read = () =>
      inOrganizationFast(organization.id, (tx) =>
        tx.query<{ failures: number; aside: boolean }>(
          "SELECT failures, quarantined_at IS NOT NULL AS aside FROM event WHERE external_id = 'bad'",
        ),
      );
    expect(await read()).toEqual([{ failures: 5, aside: true }]);
    const change = { id: sender.connectionId, rateCap: 5 };
    await inOrganization(organization.id, (tx) => updateConnection(tx, change, organization.people.admin));
    expect(await read()).toEqual([{ failures: 0, aside: false }]);
    expect((await stand(effectId)).state).toBe("pending");
  });

  test("counts for nothing that another connection or organization sent", async () => {
    const [sender, other] = [await connect(), await connect()];
    const stranger = await makeOrganization();
    const elsewhere = await connect({ reports: "failures" }, stranger);
    const effectId = await send(sender);
    for (const { path } of [other, elsewhere]) {
      expect(await post(path, deliveryReport({ envelopeId: effectId }))).toMatchObject({ status: 202 });
    }
    await routeEvents();
    expect(await stand(effectId)).toMatchObject({ state: "pending", reports: undefined });
    expect(await noteOf(other.path)).toEqual([
      { note: "No email of this connection is meant.", routed: true },
    ]);
  });
});

describe("an event of a provider", () => {
  test("is a report too, by messageId or envelopeId, if it is signed", async () => {
    const sender = await connect();
    const effectId = await send(sender);
    const body = JSON.stringify({
      messageId: `${effectId}@handoff`,
      event: "bounced",
      status: "5.7.1",
      reason: "Blocked",
      tag: "x",
    });
    const unsigned = await post(sender.path, body, "application/json");
    expect(unsigned).toMatchObject({ status: 401, body: { message: expect.stringMatching(/signature/) } });
    const forged = { headers: signedHeaders(body, { secret: (await connect()).secret }), body };
    expect((await sendTo(intake, sender.path, forged)).status).toBe(401);
    const signed = { headers: signedHeaders(body, { secret: sender.secret, id: "evt-1" }), body };
    expect((await sendTo(intake, sender.path, signed)).status).toBe(202);
    expect((await sendTo(intake, sender.path, signed)).status).toBe(200);
    await routeEvents();
    expect(await stand(effectId)).toMatchObject({
      state: "missing",
      reason:
        "It did not arrive: the receiving system does not take it from us (5.7.1). The server said: “Blocked”.",
    });
  });

  test("of a complaint says that it arrived, and the log has the complaint", async () => {
    const sender = await connect();
    const effectId = await send(sender);
    const body = JSON.stringify({ envelopeId: effectId, event: "complained" });
    await sendTo(intake, sender.path, { headers: signedHeaders(body, { secret: sender.secret }), body });
    await routeEvents();
    expect(await stand(effectId)).toMatchObject({
      state: "confirmed",
      reason: "It arrived, and was reported there as unwanted.",
    });
    expect(await verbsOf(organization.id, effectId)).toContain("action.complained");
  });
});

test("nonsense is refused in a sentence, and nothing is kept of it", async () => {
  const sender = await connect();
  const signed = (body: string) =>
    sendTo(intake, sender.path, { headers: signedHeaders(body, { secret: sender.secret }), body });
  const answers = [
    await post(sender.path, "a=b", "application/x-www-form-urlencoded"),
    await post(sender.path, "Subject: I am away\r\n\r\nBack on Monday."),
    await post(sender.path, deliveryReport({})),
    await post(sender.path, deliveryReport({ messageId: "<other@example.com>" })),
    await post(sender.path, deliveryReport({ envelopeId: "x" }, { action: "maybe" })),
    await post(sender.path, Buffer.alloc(1024 * 1024 + 1)),
    await signed('{"event":"bounced"}'),
    await signed('{"event":"lost","messageId":"x"}'),
    await signed("[]"),
    await signed(JSON.stringify({ event: "bounced", messageId: "x", status: "bad" })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([400, 422, 422, 422, 422, 413, 422, 422, 422, 422]);
  for (const { body } of answers) expect(body.message).toMatch(/^[A-Z].*\.$|^\w+: .+/s);
  expect(await noteOf(sender.path)).toEqual([]);
  expect((await sendTo(intake, sender.path, { method: "GET" })).status).toBe(405);
});

test("an address for reports takes no form, and its secret is not the connection's", async () => {
  const sender = await connect();
  const answer = await sendTo(intake, sender.path.replace("/hooks/", "/f/"), {
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(answer.status).toBe(404);
  expect(sender.secret).toMatch(/^whsec_/);
});
