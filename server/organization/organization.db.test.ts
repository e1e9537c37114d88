import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganization, inOrganizationFast, type PrismaTx } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { MendInput } from "@/server/errors";
import { listPeople } from "@/server/identity/people";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeTenant, type Tenant } from "@/server/testing/tenant";
import { addPerson, changeRole, dismissPerson } from "./people";
import { searchEverything } from "./search";
import { readSettings, updateSettings } from "./settings";

const MARK = "Harbour 100%";
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(MARK);
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

function within<T>(work: (tx: PrismaTx) => Promise<T>): Promise<T> {
  return inOrganization(tenant.organization.id, work);
}

async function lastEntry() {
  return within((tx) => tx.db.auditEntry.findFirst({ orderBy: { id: "desc" } }));
}

describe("an organization's settings", () => {
  test("a change is kept and told in the log, with before and after; no change is no entry", async () => {
    const { admin } = tenant.organization.people;
    const update = () =>
      within((tx) => updateSettings(tx, { currency: "CHF", timeZone: "Europe/Zurich" }, admin));
    await update();
    expect(await within(readSettings)).toMatchObject({
      currency: "CHF",
      timeZone: "Europe/Zurich",
      name: MARK,
    });
    const entry = await lastEntry();
    expect(entry).toMatchObject({
      actorName: admin.name,
      summary: "Time zone: UTC → Europe/Zurich; Currency: EUR → CHF",
      before: { currency: "EUR", timeZone: "UTC" },
      after: { currency: "CHF", timeZone: "Europe/Zurich" },
    });
    await update();
    expect((await lastEntry())?.id).toBe(entry?.id);
  });

  test.each([{ timeZone: "Mars/Olympus" }, { currency: "ABC" }])(
    "what is not known is refused: %o",
    async (change) => {
      const attempt = within((tx) => updateSettings(tx, change, tenant.organization.people.admin));
      await expect(attempt).rejects.toThrow(MendInput);
    },
  );
});

describe("people", () => {
  test("coming, changing and going are in the log", async () => {
    const { admin } = tenant.organization.people;
    const email = `${randomUUID()}@example.com`;
    const person = { name: "Mo", email, password: randomUUID(), role: "reviewer" as const };
    const { id } = await within((tx) => addPerson(tx, person, admin));
    expect(await lastEntry()).toMatchObject({
      verb: "person.added",
      objectId: id,
      after: { email, role: "reviewer" },
    });
    await within((tx) => changeRole(tx, id, "builder", admin));
    expect(await lastEntry()).toMatchObject({ verb: "role.changed", summary: "Mo: reviewer → builder" });
    await within((tx) => dismissPerson(tx, id, admin));
    expect(await lastEntry()).toMatchObject({ verb: "person.removed", before: { email, role: "builder" } });
    expect((await listPeople(tenant.organization.id)).map((each) => each.id)).not.toContain(id);
  });

  test("the only admin stays one, and nobody removes themselves", async () => {
    const { admin } = tenant.organization.people;
    await expect(within((tx) => changeRole(tx, admin.id, "reviewer", admin))).rejects.toThrow(/only admin/);
    await expect(within((tx) => dismissPerson(tx, admin.id, admin))).rejects.toThrow(
      /cannot remove yourself/,
    );
  });
});

describe("search", () => {
  test.each(["arbour", "100%"])("finds by any part of a name, taken literally: %s", async (query) => {
    const found = await inOrganizationFast(tenant.organization.id, (tx) => searchEverything(tx, query));
    expect(found).toMatchObject({
      workflows: [{ id: tenant.workflowId }],
      runs: [{ id: tenant.runId, subject: MARK }],
      reviews: [{ id: tenant.reviewId }],
      records: [{ id: tenant.recordId, title: MARK }],
    });
  });

  test("a run is found by its whole id or subject", async () => {
    for (const query of [tenant.runId, ` ${tenant.runId.toUpperCase()} `, MARK]) {
      const { runs } = await within((tx) => searchEverything(tx, query));
      expect(runs).toMatchObject([{ id: tenant.runId, subject: MARK }]);
    }
  });

  test("a wildcard finds nothing by itself", async () => {
    const found = await inOrganizationFast(tenant.organization.id, (tx) => searchEverything(tx, "H_rbour"));
    expect(found).toEqual({ workflows: [], runs: [], reviews: [], records: [] });
  });
});
