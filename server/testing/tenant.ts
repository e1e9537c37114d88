import { randomUUID } from "node:crypto";
import { appendAudit, SYSTEM } from "@/server/audit/append";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { listPeople } from "@/server/identity/people";
import { makeOrganization, type TestOrganization } from "./organization";
import { makeReview } from "./review";
import { makeRun, type TestRun } from "./run";

/** An organization with one of everything; whatever has a text carries `mark`. */
export type Tenant = TestRun & {
  organization: TestOrganization;
  mark: string;
  reviewId: string;
  contentHash: string;
  collectionId: string;
  recordId: string;
  connectionId: string;
  effectId: string;
  auditEntryId: string;
};

export async function makeTenant(mark: string): Promise<Tenant> {
  const organization = await makeOrganization(mark);
  const { id: organizationId } = organization;
  const run = await makeRun(organizationId, { name: mark, subject: mark });
  const review = await makeReview(organizationId, run, { ask: `${mark}?`, why: mark, subject: mark });
  const things = await inOrganization(organizationId, async (tx) => {
    const collection = await tx.db.collection.create({
      data: {
        organizationId,
        key: "things",
        name: mark,
        titleField: "name",
        fields: [{ key: "name", label: mark, type: "text" }],
      },
    });
    const record = await tx.db.record.create({
      data: { organizationId, collectionId: collection.id, data: { name: mark } },
    });
    const connection = await tx.db.connection.create({
      data: { organizationId, connector: "http", name: mark, config: { note: mark } },
    });
    const definition = {
      method: "POST",
      path: "/books",
      parameters: [],
      body: null,
      answer: null,
      keyHeader: null,
    };
    await tx.db.apiOperation.create({
      data: {
        organizationId,
        connectionId: connection.id,
        key: "addBook",
        position: 0,
        method: "POST",
        path: "/books",
        summary: mark,
        definition,
        callHash: "",
        proposal: { effect: "create", retry: "never", money: null, readBack: null, reversal: null },
      },
    });
    const effect = await tx.db.effect.create({
      data: {
        organizationId,
        runId: run.runId,
        nodeId: "act",
        key: randomUUID(),
        action: "http.request",
        connectionId: connection.id,
        effect: "send",
        summary: mark,
        input: { text: mark },
        inputHash: "",
        // Due far in the future: no drain that runs beside the test touches it.
        state: "queued",
        nextAttemptAt: new Date("2099-01-01"),
      },
    });
    appendAudit(tx, {
      actor: SYSTEM,
      verb: "action.intended",
      object: { kind: "effect", id: effect.id, name: mark },
      summary: mark,
      runId: run.runId,
      effectId: effect.id,
    });
    const entry = await tx.db.auditEntry.findFirstOrThrow({ where: { effectId: effect.id } });
    return {
      collectionId: collection.id,
      recordId: record.id,
      connectionId: connection.id,
      effectId: effect.id,
      auditEntryId: entry.id.toString(),
    };
  });
  return { organization, mark, ...run, ...review, ...things };
}

/** A hash over every row of an organization: equal before and after means that nothing there changed. */
export async function fingerprint(organizationId: string): Promise<string> {
  const people = await listPeople(organizationId);
  const rows = await inOrganizationFast(organizationId, async (tx) => {
    const tables = await tx.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND has_table_privilege(oid, 'SELECT') ORDER BY 1`,
    );
    const found: unknown[] = [];
    for (const { name } of tables) {
      found.push(
        ...(await tx.query(
          `SELECT '${name}' AS "table", md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM public."${name}" t`,
        )),
      );
    }
    return found;
  });
  return JSON.stringify([rows, people]);
}
