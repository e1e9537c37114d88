import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { classifyOperation, confirmProposals } from "@/server/connections/interface/classify-operations";
import { importDocument } from "@/server/connections/interface/import-document";
import { readGiven } from "@/server/connections/interface/read-given";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { previewReversal, reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { proposals } from "@/server/openapi/propose";
import { effectOf, makeConnection, passTime, perform, setCap, verbsOf } from "@/server/testing/gateway";
import { LIBRARY } from "@/server/testing/openapi-library";
import { type Stub, startStub } from "@/server/testing/openapi-stub";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import type { JsonObject } from "@/workflow/json";

const KEY = "canary-77aa01b2";
let organization: TestOrganization;
let stub: Stub;
let connectionId: string;

beforeAll(async () => {
  organization = await makeOrganization();
  const document = await readGiven({ text: JSON.stringify(LIBRARY) });
  stub = await startStub(document.operations, proposals(document.operations));
  connectionId = await makeConnection(organization, {
    connector: "openapi",
    config: { baseUrl: `http://127.0.0.1:${stub.port}`, allowedHosts: ["127.0.0.1"] },
    secret: { kind: "query", name: "api_key", value: KEY },
  });
  const { admin } = organization.people;
  await inOrganizationFast(organization.id, async (tx) => {
    await importDocument(tx, connectionId, document, admin);
  });
});
afterAll(async () => {
  await stub.close();
  await closePrisma();
  await closeIdentityPool();
});
beforeEach(async () => {
  stub.mood = "honest";
  stub.readMood = "honest";
  stub.requests.length = 0;
  stub.things.clear();
  await inOrganizationFast(organization.id, (tx) =>
    tx.query(
      `UPDATE connection SET circuit = 'closed', failures = 0, probe_at = NULL, pace = NULL, slot_at = NULL
       WHERE id = $1::uuid`,
      [connectionId],
    ),
  );
});

async function use(operation: string, values: JsonObject) {
  return perform(organization.id, await makeRun(organization.id), "use", {
    action: "openapi.use-operation",
    connectionId,
    input: { operation, values },
    summary: operation,
  });
}
const confirm = (keys: string[]) =>
  inOrganizationFast(organization.id, (tx) =>
    confirmProposals(tx, { connectionId, text: "", view: "all", keys }, organization.people.admin),
  );
const goOn = async (effectId: string) => {
  await passTime(organization.id);
  await drainOnce();
  return effectOf(organization.id, effectId);
};
const BOOK = { "body/title": "Emma", "body/copies": "3" };

describe("an operation that nobody has classified", () => {
  test("is held for an admin where it writes, and goes out where it reads", async () => {
    expect(await use("addShelf", { "body/name": "A" })).toMatchObject({
      state: "held",
      reason: expect.stringContaining("Nobody has said yet what “Add a shelf” does"),
    });
    expect(stub.requests).toEqual([]);
    stub.things.set("/books/7", { id: 7, title: "Emma" });
    expect(await use("getBook", { "path/bookId": 7 })).toMatchObject({
      state: "confirmed",
      result: { status: 200, body: { id: 7, title: "Emma" } },
    });
  });
});

describe("what is sent", () => {
  test.each([
    [{ "body/copies": 1 }, "“title” is missing"],
    [{ ...BOOK, "body/copies": "many" }, "“copies” has to be a number"],
    [{ ...BOOK, "body/copies": 0 }, "has to be at least 1"],
    [{ ...BOOK, "body/kind": "scroll" }, "has to be one of: novel, poetry"],
    [{ ...BOOK, "body/color": "red" }, "“color” is not among the fields it takes"],
    [{ ...BOOK, "path/bookId": 1 }, "“bookId” is not among what this operation takes"],
  ])("is refused before it goes where it does not fit: %j", async (values, sentence) => {
    expect(await use("addBook", values)).toMatchObject({
      state: "blocked",
      reason: expect.stringContaining(sentence),
    });
    expect(stub.requests).toEqual([]);
  });
});

describe("a confirmed operation", () => {
  beforeAll(async () => {
    await confirm(["addBook", "changeBook", "replaceBook", "removeBook", "addLoan"]);
  });

  test("is verified by reading back, taken back by its pair, and taken back twice once", async () => {
    const progress = await use("addBook", BOOK);
    expect(progress).toMatchObject({
      state: "confirmed",
      reason: "Read back as meant (2 fields compared).",
      result: { status: 201, body: { title: "Emma", copies: 3 } },
    });
    expect(stub.things.size).toBe(1);
    const { admin } = organization.people;
    await reverseEffect(admin, progress.effectId, "Ordered by mistake");
    expect(stub.things.size).toBe(0);
    await reverseEffect(admin, progress.effectId, "Ordered by mistake");
    expect(stub.writes().map(({ method }) => method)).toEqual(["POST", "DELETE"]);
    expect(await effectOf(organization.id, progress.effectId)).toMatchObject({ state: "reversed" });
    expect(await verbsOf(organization.id, progress.effectId)).toContain("action.confirmed");
  });

  test("keeps what stood there before it changes it, and gives exactly that back", async () => {
    stub.things.set("/books/9", { id: 9, title: "Emma", copies: 2, shelf: "A" });
    const { effectId, state } = await use("changeBook", { "path/bookId": "9", "body/copies": 5 });
    expect(state).toBe("confirmed");
    expect((await effectOf(organization.id, effectId)).before).toMatchObject({ data: { copies: 2 } });
    stub.things.set("/books/9", { ...stub.things.get("/books/9"), shelf: "B" });
    await reverseEffect(organization.people.admin, effectId, "Counted wrong");
    expect(stub.things.get("/books/9")).toEqual({ id: 9, title: "Emma", copies: 2, shelf: "B" });
  });

  test("is not taken back over what changed since, unless a person has seen it", async () => {
    stub.things.set("/books/10", { id: 10, title: "Emma", copies: 2 });
    const { effectId } = await use("changeBook", { "path/bookId": "10", "body/copies": 5 });
    stub.things.set("/books/10", { id: 10, title: "Emma", copies: 6 });
    const { admin } = organization.people;
    await expect(reverseEffect(admin, effectId, "Counted wrong")).rejects.toThrow(
      "It was changed since: copies.",
    );
    expect(stub.things.get("/books/10")).toMatchObject({ copies: 6 });
    const preview = await previewReversal(organization.id, effectId);
    expect(preview).toMatchObject({
      verdict: "conflict",
      over: { now: { copies: 6 }, after: { copies: 2 } },
    });
    stub.things.set("/books/10", { id: 10, title: "Emma", copies: 7 });
    const seen = preview.over?.seen;
    await expect(reverseEffect(admin, effectId, "Counted wrong", { over: seen })).rejects.toThrow(
      "changed since",
    );
    const again = (await previewReversal(organization.id, effectId)).over?.seen;
    await reverseEffect(admin, effectId, "Counted wrong", { over: again });
    expect(stub.things.get("/books/10")).toMatchObject({ copies: 2 });
  });

  test("that deletes is confirmed by being gone, and cannot be taken back", async () => {
    stub.things.set("/books/11", { id: 11, title: "Emma" });
    const { effectId, state } = await use("removeBook", { "path/bookId": "11" });
    expect(state).toBe("confirmed");
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      verdict: "never",
      possible: false,
    });
  });
});

describe("a system that", () => {
  test("lies with a success is found out", async () => {
    stub.mood = "lies";
    expect(await use("addBook", BOOK)).toMatchObject({ state: "missing" });
    stub.things.set("/books/20", { id: 20, title: "Emma", copies: 1 });
    expect(await use("changeBook", { "path/bookId": "20", "body/copies": 4 })).toMatchObject({
      state: "mismatch",
      reason: "Read back otherwise than meant: copies.",
    });
  });

  test("answers nonsense is not believed", async () => {
    stub.mood = "nonsense";
    expect(await use("addBook", BOOK)).toMatchObject({
      state: "mismatch",
      reason: expect.stringContaining("does not name"),
    });
  });

  test("drops the answer after doing it is looked up, and nothing is done twice", async () => {
    stub.things.set("/books/21", { id: 21, title: "Emma", copies: 1 });
    stub.mood = "drops";
    const { effectId, state } = await use("changeBook", { "path/bookId": "21", "body/copies": 4 });
    expect(state).toBe("unknown");
    stub.mood = "honest";
    expect(await goOn(effectId)).toMatchObject({ state: "confirmed", before: { data: { copies: 1 } } });
    expect(stub.writes()).toHaveLength(1);
    await reverseEffect(organization.people.admin, effectId, "Counted wrong");
    expect(stub.things.get("/books/21")).toMatchObject({ copies: 1 });
  });

  test("drops the answer of what has no key leaves it to a person, and it is never sent again", async () => {
    stub.mood = "drops";
    const { effectId, state } = await use("addBook", BOOK);
    expect(state).toBe("unknown");
    stub.mood = "honest";
    expect(await goOn(effectId)).toMatchObject({ state: "unknown", nextAttemptAt: null });
    expect(stub.writes()).toHaveLength(1);
    expect(await verbsOf(organization.id, effectId)).toContain("review.asked");
  });

  test("did it, but cannot be read for now, is read later, and the request not sent again", async () => {
    stub.readMood = "fails";
    const { effectId, state } = await use("addBook", BOOK);
    expect(state).toBe("unknown");
    stub.readMood = "honest";
    expect((await goOn(effectId)).state).toBe("confirmed");
    expect(stub.writes()).toHaveLength(1);
  });
});

describe("guardrails", () => {
  test("see the amount that is really sent, in whole units, however it is given", async () => {
    await setCap(organization, "EUR", "100");
    expect(await use("addLoan", { "body/amount": 10_001, "body/currency": "eur" })).toMatchObject({
      state: "held",
      reason: "100.01 EUR is above the cap of 100 EUR per action.",
    });
    expect(await use("addLoan", { body: '{"amount": 999999, "currency": "eur"}' })).toMatchObject({
      state: "held",
    });
    expect(
      await use("addLoan", { "body/amount": 1, "body/currency": "eur", body: '{"amount": 999999}' }),
    ).toMatchObject({
      state: "blocked",
    });
    expect(stub.requests).toEqual([]);
  });

  test("hold writes again once an admin takes back what was said", async () => {
    const said = (classification: null) =>
      inOrganizationFast(organization.id, (tx) =>
        classifyOperation(tx, { connectionId, key: "addBook", classification }, organization.people.admin),
      );
    await said(null);
    expect(await use("addBook", BOOK)).toMatchObject({ state: "held" });
    expect(await confirm(["addBook"])).toEqual({ confirmed: 1 });
  });
});

test("a key in the address is nowhere in what is kept", async () => {
  stub.mood = "fails";
  const { effectId } = await use("addBook", BOOK);
  expect(stub.writes()[0]?.url).toContain(KEY);
  const rows = await inOrganizationFast(organization.id, (tx) =>
    tx.query<{ row: string }>(
      `SELECT to_jsonb(effect)::text AS row FROM effect WHERE id = $1::uuid
       UNION ALL SELECT to_jsonb(entry)::text FROM audit_entry entry WHERE effect_id = $1::uuid`,
      [effectId],
    ),
  );
  expect(rows.filter(({ row }) => row.includes(KEY))).toEqual([]);
});
