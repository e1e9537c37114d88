import { randomBytes } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { closePools, pool } from "@/server/db/pools";
import { closePrisma } from "@/server/db/prisma";
import { env } from "@/server/env";
import { createOrganization, createPerson } from "@/server/identity/people";
import { closeIdentityPool, identityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { seedExample } from "./example";

/**
 * Fills an empty database with an example organization: three people, collections, a guardrail, a connection
 * and a published workflow. Does nothing where any organization exists. Passwords are random and are kept in
 * the state folder, readable by its owner alone.
 */

const ORGANIZATION = { name: "Northwind Goods", slug: "northwind" };

const PEOPLE = [
  { role: "admin", name: "Ada Moreau", email: "admin@northwind.example" },
  { role: "builder", name: "Ben Okafor", email: "builder@northwind.example" },
  { role: "reviewer", name: "Rita Lindqvist", email: "reviewer@northwind.example" },
] as const;

async function seed(): Promise<void> {
  const { rowCount } = await identityPool().query("SELECT 1 FROM organization LIMIT 1");
  if (rowCount) return;
  const { id: organizationId } = await createOrganization(ORGANIZATION);
  const signIns = [];
  const viewers: Partial<Record<Viewer["role"], Viewer>> = {};
  for (const person of PEOPLE) {
    const password = randomBytes(12).toString("base64url");
    const { id } = await createPerson({ organizationId, password, ...person });
    signIns.push({ role: person.role, email: person.email, password });
    viewers[person.role] = { id, organizationId, organizationName: ORGANIZATION.name, ...person };
  }
  const { admin, builder } = viewers;
  if (!admin || !builder) throw new Error("The example needs an admin and a builder.");
  try {
    await seedExample({ ...ORGANIZATION, organizationId, admin, builder });
  } catch (error) {
    // People live in a database role of their own, so no transaction spans both: a half example goes again.
    await forget(organizationId);
    throw error;
  }
  const file = join(env().HANDOFF_HOME, "sign-ins.json");
  writeFileSync(file, `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

async function forget(organizationId: string): Promise<void> {
  const people = '(SELECT "userId" FROM member WHERE "organizationId" = $1::uuid)';
  await identityPool().query(`DELETE FROM account WHERE "userId" IN ${people}`, [organizationId]);
  await identityPool().query(`DELETE FROM "user" WHERE id IN ${people}`, [organizationId]);
  await identityPool().query('DELETE FROM member WHERE "organizationId" = $1::uuid', [organizationId]);
  await identityPool().query("DELETE FROM organization WHERE id = $1::uuid", [organizationId]);
}

// A second program of the same installation waits here instead of seeding twice.
const client = await pool("app").connect();
try {
  await client.query("SELECT pg_advisory_lock(hashtext('handoff.seed'))");
  await seed();
} finally {
  client.release(true);
  await Promise.all([closePools(), closePrisma(), closeIdentityPool()]);
}
