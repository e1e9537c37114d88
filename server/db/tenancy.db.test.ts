import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendAudit, SYSTEM } from "@/server/audit/append";
import { inOrganization, inOrganizationFast } from "./in-organization";
import { pool } from "./pools";
import { closePrisma } from "./prisma";

const ours = randomUUID();
const theirs = randomUUID();

beforeAll(async () => {
  for (const organizationId of [ours, theirs]) {
    await inOrganization(organizationId, async (tx) => {
      await tx.db.organizationSettings.create({
        data: { organizationId, name: "Example", slug: organizationId },
      });
      appendAudit(tx, {
        actor: SYSTEM,
        verb: "settings.changed",
        object: { kind: "organization", id: organizationId, name: "Example" },
        summary: "Created",
      });
    });
  }
});
afterAll(closePrisma);

describe("tenancy", () => {
  test("without an organization there are no rows, and that is no error", async () => {
    const { rows } = await pool("app").query("SELECT * FROM organization_settings");
    expect(rows).toEqual([]);
  });

  test("one organization never sees another's rows, whichever client asks", async () => {
    const byPrisma = await inOrganization(ours, (tx) => tx.db.organizationSettings.findMany());
    const bySql = await inOrganizationFast(ours, (tx) =>
      tx.query<{ organization_id: string }>("SELECT * FROM organization_settings"),
    );
    expect(byPrisma.map((row) => row.organizationId)).toEqual([ours]);
    expect(bySql.map((row) => row.organization_id)).toEqual([ours]);
  });

  test("a row cannot be written into another organization", async () => {
    const write = inOrganization(ours, (tx) =>
      tx.db.collection.create({
        data: { organizationId: theirs, key: "k", name: "n", fields: [], titleField: "f" },
      }),
    );
    await expect(write).rejects.toThrow(/row-level security/);
  });

  test("a connection that served one organization serves the next without a trace of it", async () => {
    for (let turn = 0; turn < 20; turn++) {
      const organizationId = turn % 2 === 0 ? ours : theirs;
      const rows = await inOrganizationFast(organizationId, (tx) =>
        tx.query<{ organization_id: string }>("SELECT organization_id FROM organization_settings"),
      );
      expect(rows).toEqual([{ organization_id: organizationId }]);
    }
    expect((await pool("app").query("SELECT 1 FROM organization_settings")).rowCount).toBe(0);
  });

  test.each(["UPDATE audit_entry SET why = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"])(
    "the audit log cannot be changed: %s",
    async (statement) => {
      await expect(inOrganizationFast(ours, (tx) => tx.query(statement))).rejects.toThrow(
        /permission denied/,
      );
    },
  );

  test("the engine's role sees ids and due times across organizations, and no content", async () => {
    await expect(pool("engine").query("SELECT id, organization_id FROM event")).resolves.toBeDefined();
    await expect(pool("engine").query("SELECT body FROM event")).rejects.toThrow(/permission denied/);
    await expect(pool("engine").query("SELECT id FROM record")).rejects.toThrow(/permission denied/);
  });
});
