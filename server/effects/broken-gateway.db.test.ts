import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { settleAccount } from "@/scripts/chaos/account";
import { CountingStub } from "@/scripts/chaos/counting-stub";
import { readFacts } from "@/scripts/chaos/facts";
import { openRow, readConnection } from "@/server/connections/open-connection";
import { actionOf } from "@/server/connectors/registry";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeConnection, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { attemptEffect, finishAttempt } from "./attempt";
import { claimEffect } from "./claim";
import { intend } from "./intend";

// The test of the test: gateways that break a rule, and the account that must tell.

let organization: TestOrganization;
let stub: CountingStub;
let connectionId: string;
let run: TestRun;

beforeAll(async () => {
  organization = await makeOrganization();
  stub = new CountingStub("calm", { meanness: 0, stallMs: 0 });
  await stub.open();
  connectionId = await makeConnection(organization, {
    connector: "http",
    config: { baseUrl: `${stub.origin}/forgets`, writes: "send", allowedHosts: ["127.0.0.1"] },
  });
});
beforeEach(async () => {
  run = await makeRun(organization.id);
});
afterAll(async () => {
  await stub.close();
  await closePrisma();
  await closeIdentityPool();
});

const request = () => ({
  action: "http.request",
  connectionId,
  input: { method: "POST", path: "/things" },
  summary: "POST /things",
});

/** Writes the intent down as the gateway does, and leaves it to whoever takes it up. */
async function writeIntent(): Promise<string> {
  const { runId, workflowId, versionId: workflowVersionId, eventId } = run;
  const node = { runId, nodeId: "send", item: "" };
  const words = { nodeName: "send", subject: "", workflowName: "Example", runStatus: "running" as const };
  const origin = { ...node, ...words, workflowId, workflowVersionId, eventId };
  const wanted = { key: randomUUID(), request: request(), node, origin, person: null };
  const { effect } = await inOrganizationFast(organization.id, (tx) => intend(tx, wanted));
  await inOrganizationFast(organization.id, (tx) =>
    tx.query(
      "UPDATE effect SET state = 'queued', lease_owner = NULL, lease_until = NULL WHERE id = $1::uuid",
      [effect.id],
    ),
  );
  return effect.id;
}

/** What the account says is amiss with this run's actions. */
async function amiss(): Promise<string[]> {
  const facts = await readFacts(
    (text, params) => inOrganizationFast(organization.id, (tx) => tx.query(text, params)),
    run.workflowId,
  );
  const ofOthers = new Set(known);
  const ledger = stub.ledger().filter(({ key }) => !ofOthers.has(key));
  known.push(...ledger.map(({ key }) => key));
  const outside = { acknowledged: new Set<string>(), decided: new Set<string>(), ledger, actions: [] };
  return settleAccount(facts, outside)
    .lines.filter((line) => line.amiss.length > 0 && /action|intent|system/.test(line.what))
    .map(({ what }) => what);
}
const known: string[] = [];

describe("the account of a gateway", () => {
  test("that keeps the rules balances, also when two workers take the same action up at once", async () => {
    const id = await writeIntent();
    await Promise.all([1, 2, 3].map(() => attemptEffect(organization.id, id, { inline: true })));
    expect(await amiss()).toEqual([]);
  });

  test("without the fence does not: both workers send", async () => {
    const id = await writeIntent();
    const claim = await inOrganizationFast(organization.id, (tx) => claimEffect(tx, id, true));
    if (!claim) throw new Error("The action could not be taken up.");
    const takeRegardless = async () => {
      const token = randomUUID();
      await inOrganizationFast(organization.id, (tx) =>
        tx.query("UPDATE effect SET lease_owner = $2 WHERE id = $1::uuid AND state = 'sending'", [id, token]),
      );
      await finishAttempt({ ...claim, token, effect: { ...claim.effect, leaseOwner: token } }, true);
    };
    await Promise.all([takeRegardless(), takeRegardless()]);
    expect(await amiss()).toContain("the other system did each confirmed action once");
  });

  test("that calls before it writes the intent does not, when it dies in between", async () => {
    await callWithoutIntent(randomUUID());
    await perform(organization.id, run, "send", request());
    expect(await amiss()).toContain("the other system was asked for nothing that was not intended");
  });

  test("that calls before it writes the intent does not, even when it lives", async () => {
    const id = randomUUID();
    await callWithoutIntent(id);
    const written = await writeIntent();
    await inOrganizationFast(organization.id, (tx) =>
      tx.query("UPDATE effect SET id = $2::uuid WHERE id = $1::uuid", [written, id]),
    );
    expect(await amiss()).toContain("each intent was written before the call");
  });
});

async function callWithoutIntent(effectId: string): Promise<void> {
  const row = await inOrganizationFast(organization.id, (tx) =>
    readConnection(tx, { connectionId, connectorId: "http" }),
  );
  const connection = openRow(organization.id, row);
  await actionOf("http.request")?.execute?.({
    organizationId: organization.id,
    effectId,
    key: effectId,
    input: request().input,
    before: null,
    connection,
    kept: null,
    keep: async () => undefined,
  });
}
