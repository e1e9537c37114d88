import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MailServer } from "@/inngest/testing/mail-server";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { decideHeldEffect } from "@/server/effects/decide-held";
import { drainOnce } from "@/server/effects/drain";
import { reverseEffect } from "@/server/effects/reverse-effect";
import { setRole } from "@/server/identity/people";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { decideReview } from "@/server/reviews/decide-review";
import {
  effectOf,
  makeCollection,
  makeConnection,
  passTime,
  perform,
  setCap,
} from "@/server/testing/gateway";
import { makeOrganization, makePerson, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import { decideItem } from "./decide-item";
import { type RunReversal, readRunReversal } from "./read-reversal";
import { startRunReversal } from "./start-run-reversal";
import { workReversals } from "./work-reversals";

let organization: TestOrganization;
let admin: Viewer;
let run: TestRun;
let collectionId: string;
let connectionId: string;
const mail = new MailServer();
beforeAll(async () => {
  organization = await makeOrganization();
  ({ admin } = organization.people);
  ({ collectionId } = await makeCollection(organization.id));
  await mail.up();
});
beforeEach(async () => {
  run = await makeRun(organization.id);
  await setCap(organization, "EUR", "1000");
  connectionId = await makeConnection(organization, {
    connector: "smtp",
    config: {
      host: "127.0.0.1",
      port: mail.port,
      encryption: "none",
      from: "desk@example.com",
      allowedHosts: ["127.0.0.1"],
    },
  });
});
afterAll(async () => {
  await mail.down();
  await closePrisma();
  await closeIdentityPool();
});

const inOrg = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);

async function pay(nodeId: string, amount: string): Promise<string> {
  const input = { collectionId, amount, currency: "EUR", data: { name: nodeId } };
  const request = { action: "collections.pay", input, summary: `Pay ${amount}` };
  return (await perform(organization.id, run, nodeId, request)).effectId;
}

async function write(): Promise<string> {
  const input = { to: "dana@example.com", subject: "Paid", text: "It is paid." };
  const request = { action: "smtp.send-email", connectionId, input, summary: "Email dana: Paid" };
  return (await perform(organization.id, run, "mail", request)).effectId;
}

async function takeBack(): Promise<RunReversal> {
  await inOrg(async (tx) => {
    await tx.query("UPDATE run SET status = 'done', ended_at = clock_timestamp() WHERE id = $1::uuid", [
      run.runId,
    ]);
    await startRunReversal(tx, run.runId, admin, "All of it was wrong.");
  });
  return work();
}

async function work(): Promise<RunReversal> {
  while (await workReversals());
  const reversal = await inOrg((tx) => readRunReversal(tx, run.runId));
  if (!reversal) throw new Error("Nobody asked for it.");
  return reversal;
}

async function passAndDrain(): Promise<void> {
  await passTime(organization.id);
  while ((await drainOnce()) > 0);
}

async function answer(effectId: string, choice: "release" | "refuse" | "arrived", by: Viewer): Promise<void> {
  await inOrg(async (tx) => {
    const [review] = await tx.query<{ id: string; hash: string }>(
      "SELECT id, content_hash AS hash FROM review WHERE effect_id = $1::uuid AND status = 'open'",
      [effectId],
    );
    if (!review) throw new Error("Nobody was asked.");
    const { id, hash } = review;
    await decideReview(tx, { reviewId: id, contentHash: hash, answer: choice, rationale: "So.", by });
    await decideHeldEffect(tx, {
      effectId,
      review: { id, answer: choice },
      by: { kind: "person", id: by.id, name: by.name },
    });
  });
}

describe("a reversal of a run", () => {
  test("leaves what cannot be called back to a person, takes back the rest, and then waits for them", async () => {
    const paid = await pay("pay", "10");
    const mailed = await write();
    const reversal = await takeBack();
    expect(reversal).toMatchObject({
      status: "waiting",
      reason: "One draft is left: send it, or leave it unsent.",
      counts: { draft: 1, done: 1 },
    });
    expect((await effectOf(organization.id, paid)).state).toBe("reversed");
    await inOrg((tx) =>
      decideItem(tx, {
        runId: run.runId,
        effectId: mailed,
        decision: "leave",
        why: "Told by phone.",
        by: admin,
      }),
    );
    expect(await work()).toMatchObject({ status: "done", counts: { skipped: 1, done: 1 } });
  });

  test("queues what its system is down for, and goes on by itself when it is back", async () => {
    const mailed = await write();
    await takeBack();
    await mail.down();
    const asked = await reverseEffect(admin, mailed, "Too early.", { draft: { text: "Not paid yet." } });
    expect(asked.state).toBe("queued");
    const queued = await work();
    expect(queued).toMatchObject({ status: "going", items: [{ state: "going", byState: "queued" }] });
    expect(queued.reason).not.toBe("");

    await mail.up();
    const sent = mail.received.length;
    await passAndDrain();
    expect(await work()).toMatchObject({ status: "done", counts: { done: 1 } });
    expect(mail.received).toHaveLength(sent + 1);
  });

  test("waits for another person where a guardrail holds a part of it, and nothing overtakes that", async () => {
    const first = await pay("first", "20");
    const large = await pay("large", "480");
    await setCap(organization, "EUR", "250");
    const waiting = await takeBack();
    expect(waiting.items.map(({ state, byState }) => [state, byState])).toEqual([
      ["going", "held"],
      ["open", null],
    ]);
    const by = waiting.items[0]?.byEffectId ?? "";
    await expect(answer(by, "release", admin)).rejects.toThrow(/asked for this yourself/);
    await answer(by, "release", organization.people.reviewer);
    await passAndDrain();
    expect(await work()).toMatchObject({ status: "done", counts: { done: 2 } });
    for (const each of [first, large]) expect((await effectOf(organization.id, each)).state).toBe("reversed");
  });

  test("stops where that person refuses, and says so; tried again it is asked for again", async () => {
    const large = await pay("large", "480");
    await setCap(organization, "EUR", "250");
    const by = (await takeBack()).items[0]?.byEffectId ?? "";
    await answer(by, "refuse", organization.people.reviewer);
    expect(await work()).toMatchObject({
      status: "waiting",
      reason: expect.stringMatching(/refused it: So/),
    });
    const decision = { runId: run.runId, effectId: large, decision: "again" } as const;
    await inOrg((tx) => decideItem(tx, { ...decision, why: "We talked.", by: admin }));
    expect((await work()).items).toMatchObject([{ state: "going", byState: "held" }]);
    await answer(by, "release", organization.people.reviewer);
    await passAndDrain();
    expect(await work()).toMatchObject({ status: "done", counts: { done: 1 } });
  });

  test("stops when whoever asked for it is not an admin any more, and goes on for another admin", async () => {
    const paid = await pay("pay", "10");
    const { id: organizationId } = organization;
    const former = await makePerson({ organizationId, name: "Flo", role: "admin" });
    await inOrg(async (tx) => {
      await tx.query("UPDATE run SET status = 'done', ended_at = clock_timestamp() WHERE id = $1::uuid", [
        run.runId,
      ]);
      await startRunReversal(tx, run.runId, former, "All of it was wrong.");
    });
    await setRole(organizationId, former.id, "reviewer");
    expect(await work()).toMatchObject({
      status: "waiting",
      reason: expect.stringMatching(/Flo is not an admin/),
    });
    const decision = { runId: run.runId, effectId: paid, decision: "again" } as const;
    await inOrg((tx) => decideItem(tx, { ...decision, why: "It is still right.", by: admin }));
    const done = await work();
    expect(done).toMatchObject({ status: "done", requestedByName: admin.name });
    const by = await effectOf(organizationId, done.items[0]?.byEffectId ?? "");
    expect(by.requestedBy).toBe(admin.id);
  });

  test("goes on where somebody takes one of its actions back directly", async () => {
    const paid = await pay("pay", "30");
    await inOrg(async (tx) => {
      await tx.query("UPDATE run SET status = 'done', ended_at = clock_timestamp() WHERE id = $1::uuid", [
        run.runId,
      ]);
      await startRunReversal(tx, run.runId, admin, "All of it was wrong.");
    });
    const direct = await reverseEffect(admin, paid, "I was faster.");
    expect(await work()).toMatchObject({
      status: "done",
      items: [{ state: "done", byEffectId: direct.effectId }],
    });
  });

  test("goes past an action that a person counted as done: what it did is not known here, and never will be", async () => {
    const paid = await pay("pay", "10");
    const system = await startHttp((_request, response) => void response.writeHead(500).end());
    const config = {
      baseUrl: `http://127.0.0.1:${system.port}`,
      writes: "send",
      allowedHosts: ["127.0.0.1"],
    };
    const input = { method: "POST", path: "/tickets", undo: { method: "DELETE", path: "/tickets/{id}" } };
    const { effectId, state } = await perform(organization.id, run, "call", {
      action: "http.request",
      connectionId: await makeConnection(organization, { connector: "http", config }),
      input,
      summary: "POST /tickets",
    });
    await system.close();
    expect(state).toBe("unknown");
    await answer(effectId, "arrived", organization.people.builder);
    expect(await takeBack()).toMatchObject({
      status: "done",
      counts: { skipped: 1, done: 1 },
      items: [
        { effectId, state: "skipped", reason: expect.stringMatching(/never seen here/) },
        { effectId: paid },
      ],
    });
  });
});
