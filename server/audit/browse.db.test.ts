import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { createRecordByHand, deleteRecordByHand, updateRecordByHand } from "@/server/records/edit-record";
import { getRecord, listRecords } from "@/server/records/list-records";
import { makeCollection, makeRecord, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { type AuditFilter, listEntries, readEntry } from "./list-entries";
import { traceCause } from "./trace-cause";

let organization: TestOrganization;
let collectionId: string;
beforeAll(async () => {
  organization = await makeOrganization();
  ({ collectionId } = await makeCollection(organization.id));
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

function list(filter: AuditFilter, page: { limit?: number; cursor?: string | null } = {}) {
  return inOrganizationFast(organization.id, (tx) => listEntries(tx, filter, { limit: 50, ...page }));
}

describe("the audit log", () => {
  test("tells a record's history: who changed what, from what to what, and why", async () => {
    const { builder } = organization.people;
    const { id } = await createRecordByHand(builder, {
      collectionId,
      data: { name: "Ours", status: "open" },
      why: "",
    });
    await updateRecordByHand(builder, { id, version: 1, changes: { status: "closed" }, why: "It is over." });
    await expect(
      updateRecordByHand(builder, { id, version: 1, changes: { status: "open" }, why: "" }),
    ).rejects.toThrow(/changed since you opened it/);
    await deleteRecordByHand(builder, { id, version: 2, why: "" });
    const { items } = await list({ objectKind: "record", objectId: id, verbs: ["action.confirmed"] });
    expect(items.map(({ summary }) => summary)).toEqual([
      "Delete Ours",
      "Change Ours: status closed",
      "Create a record: name Ours and status open",
    ]);
    const change = await inOrganizationFast(organization.id, (tx) => readEntry(tx, items[1]?.id ?? "0"));
    expect(change).toMatchObject({
      actor: { kind: "person", name: builder.name },
      before: { status: "open" },
      after: { status: "closed" },
    });
    expect((await list({ text: "it is over" })).items).toMatchObject([{ verb: "action.intended" }]);
    const record = await inOrganizationFast(organization.id, (tx) => getRecord(tx, id));
    expect(record).toMatchObject({ title: "Ours", version: 3, deletedAt: expect.any(Date) });
  });

  test("goes page by page without a gap or a repetition, whoever writes meanwhile", async () => {
    const all = (await list({})).items.map(({ id }) => id);
    const first = await list({}, { limit: 3 });
    await makeAudited("Meanwhile");
    const second = await list({}, { limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.slice(0, 6));
    await expect(list({}, { cursor: "elsewhere" })).rejects.toThrow(/moved on/);
  });

  test("leads from an entry back to the event, and on to how it was checked", async () => {
    const effectId = await makeAudited("Traced");
    const [confirmed] = (await list({ effectId, verbs: ["action.confirmed"] })).items;
    const chain = await inOrganizationFast(organization.id, async (tx) => {
      const entry = await readEntry(tx, confirmed?.id ?? "0");
      if (!entry) throw new Error("The entry is not there.");
      return traceCause(tx, entry);
    });
    expect(chain.map(({ kind, here }) => [kind, here])).toEqual([
      ["event", false],
      ["action", false],
      ["verification", true],
    ]);
  });
});

async function makeAudited(name: string): Promise<string> {
  const { effectId } = await perform(organization.id, await makeRun(organization.id), "create", {
    action: "collections.create-record",
    input: { collectionId, data: { name } },
    summary: `Create ${name}`,
  });
  return effectId;
}

describe("records", () => {
  test("are listed the last changed first, page by page, and found by any of their fields", async () => {
    const own = await makeCollection(organization.id);
    for (const name of ["One", "Two", "Three"]) {
      await makeRecord(organization.id, own.collectionId, {
        name,
        status: name === "Two" ? "closed" : "open",
      });
    }
    const page = (query: { limit?: number; cursor?: string | null; search?: string }) =>
      inOrganizationFast(organization.id, (tx) =>
        listRecords(tx, { collectionId: own.collectionId, limit: 50, ...query }),
      );
    const first = await page({ limit: 2 });
    expect(first.items.map(({ title }) => title)).toEqual(["Three", "Two"]);
    const second = await page({ limit: 2, cursor: first.nextCursor });
    expect(second).toMatchObject({ items: [{ title: "One" }], nextCursor: null });
    expect((await page({ search: "CLOSED" })).items.map(({ title }) => title)).toEqual(["Two"]);
    expect((await page({ search: "%" })).items).toEqual([]);
  });
});
