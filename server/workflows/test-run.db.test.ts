import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { LookElsewhere, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { fingerprint } from "@/server/testing/tenant";
import type { Graph } from "@/workflow/graph/schema";
import { runTest } from "./test-run";

let organization: TestOrganization;
let collectionId: string;
let workflowId: string;
beforeAll(async () => {
  organization = await makeOrganization();
  const organizationId = organization.id;
  collectionId = await inOrganization(organizationId, async ({ db }) => {
    await db.moneyGuardrail.create({
      data: { organizationId, currency: "EUR", version: 1, capPerAction: "250" },
    });
    const collection = await db.collection.create({
      data: { organizationId, key: "ledger", name: "Ledger", titleField: "currency", fields: [] },
    });
    return collection.id;
  });
  ({ workflowId } = await makeRun(organizationId));
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const place = { join: "all" as const, position: { x: 0, y: 0 } };

/** A webhook whose amount is paid. */
function paying(): Graph {
  const amount = { kind: "reference", reference: { from: "event", path: ["amount"] } };
  return {
    nodes: [
      {
        ...place,
        id: "start",
        type: "webhook",
        name: "Arrived",
        config: {
          fields: [{ key: "amount", label: "Amount", type: "number" }],
          idField: "",
          subjectField: "",
        },
      },
      {
        ...place,
        id: "pay",
        type: "move-money",
        name: "Pay",
        config: { collectionId, amount, currency: "EUR", data: [] },
      },
    ],
    edges: [{ id: "e1", source: "start", sourcePort: "started", target: "pay" }],
  };
}

function run(event: { amount: number | string }, document = paying(), triggerNodeId = "start") {
  return inOrganization(organization.id, (tx) => runTest(tx, { workflowId, document, triggerNodeId, event }));
}

describe("a test run", () => {
  test("shows exactly what would be sent, and leaves nothing behind", async () => {
    const before = await fingerprint(organization.id);
    const result = await run({ amount: 100 });
    expect(result.steps.map(({ nodeName, lane }) => [nodeName, lane])).toEqual([
      ["Arrived", "trigger"],
      ["Pay", "act"],
    ]);
    expect(result.effects).toMatchObject([
      {
        nodeId: "pay",
        input: { amount: "100.00", currency: "EUR", collectionId },
        unknown: [],
        heldBecause: null,
      },
    ]);
    expect(await fingerprint(organization.id)).toBe(before);
  });

  test("says what a guardrail would hold", async () => {
    const { effects } = await run({ amount: 480 });
    expect(effects[0]?.heldBecause).toMatch(/480/);
  });

  test("says what a node lacks, and what to mend", async () => {
    const { steps, effects } = await run({ amount: "much" });
    expect(steps.at(-1)).toMatchObject({ nodeId: "pay", port: null, problem: { field: "amount" } });
    expect(effects).toEqual([]);
  });

  test("a drawing that cannot run, or has no such trigger, is refused in a sentence", async () => {
    await expect(run({ amount: 1 }, { nodes: [], edges: [] })).rejects.toThrow(/Add a trigger/);
    await expect(run({ amount: 1 }, paying(), "pay")).rejects.toThrow(MendInput);
  });

  test("another organization's workflow cannot be tested", async () => {
    const other = await makeOrganization();
    const test = { workflowId, triggerNodeId: "start", event: {} };
    await expect(inOrganization(other.id, (tx) => runTest(tx, test))).rejects.toThrow(LookElsewhere);
  });
});
