import { randomUUID } from "node:crypto";
import { LookElsewhere, MendInput } from "@/server/errors";
import { auth, type Role } from "./auth";
import { identityPool } from "./pool";

export type Person = { id: string; name: string; email: string; role: Role; joinedAt: Date };

/** @throws MendInput when the short name is taken */
export async function createOrganization(input: { name: string; slug: string }): Promise<{ id: string }> {
  const { rows } = await identityPool().query<{ id: string }>(
    "INSERT INTO organization (id, name, slug) VALUES ($1::uuid, $2, $3) ON CONFLICT (slug) DO NOTHING RETURNING id",
    [randomUUID(), input.name, input.slug],
  );
  const [created] = rows;
  if (!created) throw new MendInput("Another organization has this short name. Choose another.", "slug");
  return created;
}

/**
 * Adds a person with a password to an organization. Whoever adds them vouches for the address.
 * @throws MendInput when the address is already somebody's
 */
export async function createPerson(input: {
  organizationId: string;
  name: string;
  email: string;
  password: string;
  role: Role;
}): Promise<{ id: string }> {
  const context = await auth().$context;
  const email = input.email.trim().toLowerCase();
  const id = randomUUID();
  const hash = await context.password.hash(input.password);
  const client = await identityPool().connect();
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query(
      'INSERT INTO "user" (id, name, email, "emailVerified") VALUES ($1::uuid, $2, $3, true) ON CONFLICT (email) DO NOTHING',
      [id, input.name.trim(), email],
    );
    if (rowCount === 0) throw new MendInput(`${email} already has an account. Use another address.`, "email");
    await client.query(
      `INSERT INTO account (id, "accountId", "providerId", "userId", password) VALUES ($1::uuid, $2::text, 'credential', $2::uuid, $3)`,
      [randomUUID(), id, hash],
    );
    await client.query(
      'INSERT INTO member (id, "organizationId", "userId", role) VALUES ($1::uuid, $2::uuid, $3::uuid, $4)',
      [randomUUID(), input.organizationId, id, input.role],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
  return { id };
}

/** What a person is in an organization now; null when they are not in it. */
export async function roleOf(organizationId: string, personId: string): Promise<Role | null> {
  const { rows } = await identityPool().query<{ role: Role }>(
    `SELECT role FROM member WHERE "organizationId" = $1::uuid AND "userId" = $2::uuid`,
    [organizationId, personId],
  );
  return rows[0]?.role ?? null;
}

/** Everybody in an organization, by name. */
export async function listPeople(organizationId: string): Promise<Person[]> {
  const { rows } = await identityPool().query<Person>(
    `SELECT "user".id, "user".name, "user".email, member.role, member."createdAt" AS "joinedAt"
     FROM member JOIN "user" ON "user".id = member."userId"
     WHERE member."organizationId" = $1::uuid ORDER BY "user".name LIMIT 1000`,
    [organizationId],
  );
  return rows;
}

/**
 * Changes what a person is. The change holds from their next request on.
 * @throws LookElsewhere when they are not in the organization
 * @throws MendInput when nobody would be left to administer it
 */
export async function setRole(
  organizationId: string,
  personId: string,
  role: Role,
): Promise<{ before: Role }> {
  const before = await changeMember(
    organizationId,
    personId,
    role === "admin",
    'UPDATE member SET role = $3 WHERE "organizationId" = $1::uuid AND "userId" = $2::uuid',
    [role],
  );
  return { before };
}

/**
 * Takes a person out of an organization and ends their sessions.
 * @throws LookElsewhere when they are not in it
 * @throws MendInput when nobody would be left to administer it
 */
export async function removePerson(organizationId: string, personId: string): Promise<void> {
  await changeMember(
    organizationId,
    personId,
    false,
    'DELETE FROM member WHERE "organizationId" = $1::uuid AND "userId" = $2::uuid',
    [],
  );
  await identityPool().query(
    'DELETE FROM session WHERE "userId" = $1::uuid AND "activeOrganizationId" = $2::uuid',
    [personId, organizationId],
  );
}

/** Applies a change to one membership while no other can; keeps at least one admin. */
async function changeMember(
  organizationId: string,
  personId: string,
  staysAdmin: boolean,
  statement: string,
  more: unknown[],
): Promise<Role> {
  const client = await identityPool().connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<{ userId: string; role: Role }>(
      'SELECT "userId", role FROM member WHERE "organizationId" = $1::uuid ORDER BY id FOR UPDATE',
      [organizationId],
    );
    const member = rows.find((row) => row.userId === personId);
    if (!member) throw new LookElsewhere("This person is not in your organization.");
    const otherAdmins = rows.some((row) => row.role === "admin" && row.userId !== personId);
    if (!staysAdmin && !otherAdmins) {
      throw new MendInput("This is the only admin. Make somebody else an admin first.");
    }
    await client.query(statement, [organizationId, personId, ...more]);
    await client.query("COMMIT");
    return member.role;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
