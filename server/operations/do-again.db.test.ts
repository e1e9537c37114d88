import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appRouter } from "@/server/api/root";
import { createCaller } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { dropEffect } from "@/server/effects/drop-effect";
import { LookAgain, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { effectOf, makeConnection, passTime, perform, setCap, verbsOf } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import { startStripe } from "@/server/testing/stripe-stub";
import type { JsonObject } from "@/workflow/json";
import { doAgain } from "./do-again";
import { readRepeatForm } from "./repeat-form";

const WANTED = { method: "POST", path: "/things", query: { name: "wrong" }, body: {} };
const RIGHT = { ...WANTED, query: { name: "right" } };

let organization: TestOrganization;
let run: TestRun;
let system: Awaited<ReturnType<typeof startHttp>>;
let connectionId: string;
/** What reached the system, with the key it came under. */
let arrived: { name: string | null; key: string | undefined }[];
let answers: (name: string | null) => number;

beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});
beforeEach(async () => {
  run = await makeRun(organization.id);
  arrived = [];
  answers = (name) => (name === "wrong" ? 422 : 200);
  system = await startHttp((request, response) => {
    const name = new URL(request.url ?? "", "http://system").searchParams.get("name");
    arrived.push({ name, key: request.headers["idempotency-key"]?.toString() });
    response.writeHead(answers(name), { "content-type": "application/json" }).end("{}");
  });
  connectionId = await makeConnection(organization, {
    connector: "http",
    config: { baseUrl: `http://127.0.0.1:${system.port}`, writes: "send", allowedHosts: ["127.0.0.1"] },
    secret: { kind: "bearer", token: "word" },
  });
  return () => system.close();
});

const within = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);
const again = (effectId: string, input: JsonObject, why = "It was mended there") =>
  doAgain(organization.people.admin, effectId, { input, why });
const wanted = () => ({ action: "http.request", connectionId, input: WANTED, summary: "Send it" });

async function endRun(status: "done" | "failed" | "canceled" = "done") {
  await within((tx) =>
    tx.query(`UPDATE run SET status = $2::run_status, ended_at = clock_timestamp() WHERE id = $1::uuid`, [
      run.runId,
      status,
    ]),
  );
}

/** Refused there, given up, and its run went on and ended. */
async function givenUp(why = "Never mind") {
  const { effectId } = await perform(organization.id, run, "send", wanted());
  await within((tx) => dropEffect(tx, effectId, personActor(organization.people.admin), why));
  await endRun();
  return effectId;
}

const repeatOf = async (effectId: string) => {
  const [row] = await within((tx) =>
    tx.query<{ id: string }>("SELECT id FROM effect WHERE repeat_of = $1::uuid", [effectId]),
  );
  return effectOf(organization.id, row?.id ?? "");
};
const outbox = () => within((tx) => tx.query<{ name: string }>("SELECT name FROM outbox"));

describe("an action that was given up, done again", () => {
  test("goes out once, changed and under a key of its own; what it came to before stays, and so does its run", async () => {
    const effectId = await givenUp();
    const before = await effectOf(organization.id, effectId);
    const woken = (await outbox()).length;
    expect(await again(effectId, RIGHT)).toMatchObject({ state: "confirmed" });
    expect(arrived.map(({ name }) => name)).toEqual(["wrong", "right"]);
    expect(arrived[1]?.key).not.toBe(arrived[0]?.key);
    expect(await effectOf(organization.id, effectId)).toEqual(before);
    expect(await repeatOf(effectId)).toMatchObject({
      state: "confirmed",
      revision: 1,
      key: before.key.replace(/\/0$/, "/1"),
      summary: "Send it (changed)",
      origin: { runStatus: "done" },
    });
    expect(await outbox()).toHaveLength(woken);
  });

  test("is in the log twice: with the old one, what changed; with the new one, who wanted it and why", async () => {
    const effectId = await givenUp();
    await again(effectId, RIGHT);
    const repeat = await repeatOf(effectId);
    const entries = await within((tx) =>
      tx.query(
        `SELECT verb, actor_kind AS kind, why, before, after FROM audit_entry
         WHERE (effect_id = $1::uuid AND verb = 'action.repeated') OR (effect_id = $2::uuid AND verb = 'action.intended')
         ORDER BY id`,
        [effectId, repeat.id],
      ),
    );
    const changed = { before: { query: { name: "wrong" } }, after: { query: { name: "right" } } };
    const by = { kind: "person", why: "It was mended there" };
    expect(entries).toEqual([
      { verb: "action.repeated", ...by, ...changed },
      { verb: "action.intended", ...by, before: null, after: RIGHT },
    ]);
    expect(await verbsOf(organization.id, repeat.id)).toEqual(["action.intended", "action.confirmed"]);
  });

  test("as it was says so, and asks the inbox when it is refused again", async () => {
    const effectId = await givenUp();
    expect(await again(effectId, WANTED)).toMatchObject({ state: "blocked" });
    const repeat = await repeatOf(effectId);
    expect(repeat.summary).toBe("Send it");
    const asked = await within((tx) =>
      tx.query("SELECT 1 FROM review WHERE effect_id = $1::uuid AND status = 'open'", [repeat.id]),
    );
    expect(asked).toHaveLength(1);
  });

  test("is done again once, however many people ask at once; that one may be done again when it fails", async () => {
    const effectId = await givenUp();
    const asked = await Promise.allSettled([again(effectId, WANTED), again(effectId, WANTED)]);
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(again(effectId, WANTED)).rejects.toThrow("done again already");
    expect(arrived).toHaveLength(2);
    const repeat = await repeatOf(effectId);
    await within((tx) => dropEffect(tx, repeat.id, personActor(organization.people.admin), "No"));
    expect(await again(repeat.id, RIGHT)).toMatchObject({ state: "confirmed" });
    expect(await repeatOf(repeat.id)).toMatchObject({ revision: 2 });
  });

  test("is refused in the form when its action cannot take the input", async () => {
    const effectId = await givenUp();
    await expect(again(effectId, { ...WANTED, method: "SHOUT" })).rejects.toBeInstanceOf(MendInput);
    expect(await within((tx) => tx.query("SELECT 1 FROM effect WHERE repeat_of = $1", [effectId]))).toEqual(
      [],
    );
  });

  test("does not mark a run that goes on without it as degraded, and is drained once its system is back", async () => {
    const { effectId } = await perform(organization.id, run, "send", wanted());
    await within((tx) => dropEffect(tx, effectId, personActor(organization.people.admin), "No"));
    answers = () => 503;
    expect(await again(effectId, RIGHT)).toMatchObject({ state: "queued" });
    const [{ status } = { status: "" }] = await within((tx) =>
      tx.query<{ status: string }>("SELECT status::text AS status FROM run WHERE id = $1::uuid", [run.runId]),
    );
    expect(status).not.toBe("degraded");
    answers = () => 200;
    await passTime(organization.id);
    await drainOnce();
    expect(await repeatOf(effectId)).toMatchObject({ state: "confirmed" });
  });

  test("says in its form what stays as it is", async () => {
    const effectId = await givenUp();
    const form = await within((tx) => readRepeatForm(tx, effectId));
    expect(form).toMatchObject({
      refusal: null,
      stays: "The run went the way of “not confirmed”; that stays. This sends the action again by itself.",
    });
    await endRun("canceled");
    expect((await within((tx) => readRepeatForm(tx, effectId))).stays).toContain("The run is canceled;");
  });

  test("counts for a run that is tried again from the start", async () => {
    const effectId = await givenUp();
    await again(effectId, RIGHT);
    const [next] = await within((tx) =>
      tx.query<{ id: string }>(
        `INSERT INTO run (organization_id, workflow_id, version_id, event_id, trigger_node_id, subject, attempt)
         SELECT organization_id, workflow_id, version_id, event_id, trigger_node_id, subject, 2 FROM run
         WHERE id = $1::uuid RETURNING id`,
        [run.runId],
      ),
    );
    const retried = { ...run, runId: next?.id ?? "" };
    expect(await perform(organization.id, retried, "send", wanted())).toMatchObject({ confirmed: true });
    expect(arrived).toHaveLength(2);
  });
});

describe("an action is not done again", () => {
  test("when nobody knows whether it arrived", async () => {
    const { effectId } = await perform(organization.id, run, "send", wanted());
    await within((tx) =>
      tx.query("UPDATE effect SET state = 'unknown', failure_class = 'unknown' WHERE id = $1::uuid", [
        effectId,
      ]),
    );
    await within((tx) => dropEffect(tx, effectId, personActor(organization.people.admin), "No"));
    await expect(again(effectId, RIGHT)).rejects.toThrow("could be done twice");
    expect(arrived).toHaveLength(1);
  });

  test("while it is open, nor when what its run did is taken back", async () => {
    const { effectId } = await perform(organization.id, run, "send", wanted());
    await expect(again(effectId, RIGHT)).rejects.toThrow("has not ended yet");
    await within((tx) => dropEffect(tx, effectId, personActor(organization.people.admin), "No"));
    const { admin } = organization.people;
    await within((tx) =>
      tx.query(
        `INSERT INTO reversal (organization_id, run_id, why, requested_by, requested_by_name, requested_by_email)
         VALUES ($1::uuid, $2::uuid, 'Wrong', $3::uuid, $4, $5)`,
        [organization.id, run.runId, admin.id, admin.name, admin.email],
      ),
    );
    await expect(again(effectId, RIGHT)).rejects.toThrow("is taken back");
  });
});

describe("a refund, done again", () => {
  const pay = { payment: "pi_given0001", amount: "12.50", currency: "EUR" };
  let stripe: Awaited<ReturnType<typeof startStripe>>;
  beforeEach(async () => {
    await setCap(organization, "EUR", "100");
    stripe = await startStripe();
    return () => stripe.close();
  });

  async function refund(status: string, amount = pay.amount) {
    stripe.told.refundStatus = status;
    const id = await makeConnection(organization, {
      connector: "stripe",
      config: { baseUrl: `http://127.0.0.1:${stripe.port}`, allowedHosts: ["127.0.0.1"] },
      secret: { key: "rk_test_canary5ae01c9d" },
    });
    const request = {
      action: "stripe.refund",
      connectionId: id,
      input: { ...pay, amount },
      summary: "Refund",
    };
    const { effectId } = await perform(organization.id, run, "pay", request);
    await within((tx) => dropEffect(tx, effectId, personActor(organization.people.admin), "Overdue"));
    await endRun();
    return effectId;
  }
  const stands = (status: string) => {
    for (const object of stripe.objects.values()) if (object.object === "refunds") object.status = status;
  };

  test("is looked for first: not while it may still arrive, nor when it has", async () => {
    const effectId = await refund("pending");
    await expect(again(effectId, pay)).rejects.toThrow("It may still arrive");
    stands("succeeded");
    await expect(again(effectId, pay)).rejects.toThrow("It has arrived by now");
    stripe.readMood = "fails";
    await expect(again(effectId, pay)).rejects.toThrow("it is looked for");
    expect(stripe.writes()).toHaveLength(1);
  });

  test("goes out under a new key once Stripe says that the first one failed", async () => {
    const effectId = await refund("pending");
    stands("failed");
    stripe.told.refundStatus = "succeeded";
    expect(await again(effectId, pay)).toMatchObject({ state: "confirmed" });
    const [first, second] = stripe.writes();
    expect(second?.headers["idempotency-key"]).not.toBe(first?.headers["idempotency-key"]);
  });

  test("above the cap waits for somebody else than whoever asked for it", async () => {
    const effectId = await refund("failed");
    expect(await again(effectId, { ...pay, amount: "100.01" })).toMatchObject({ state: "held" });
    const repeat = await repeatOf(effectId);
    const [review] = await within((tx) =>
      tx.query<{ id: string; contentHash: string }>(
        `SELECT id, content_hash AS "contentHash" FROM review WHERE effect_id = $1::uuid`,
        [repeat.id],
      ),
    );
    const decide = (viewer: typeof organization.people.admin) =>
      createCaller(appRouter)({ viewer }).reviews.decide({
        reviewId: review?.id ?? "",
        contentHash: review?.contentHash ?? "",
        answer: "release",
        rationale: "",
      });
    await expect(decide(organization.people.admin)).rejects.toThrow("somebody else");
    await decide(organization.people.reviewer);
    stripe.told.refundStatus = "succeeded";
    await passTime(organization.id);
    await drainOnce();
    expect(await repeatOf(effectId)).toMatchObject({ state: "confirmed", amount: "100.01" });
  });
});

test("only an action that is there is done again", async () => {
  await expect(again("00000000-0000-4000-8000-00000000abcd", RIGHT)).rejects.not.toBeInstanceOf(LookAgain);
});
