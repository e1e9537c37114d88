import { readPeople, signInAs } from "./api.mjs";

/**
 * Makes an organization beside the example's, with a builder of its own, and signs them in. The interface has no way to
 * do that: who runs Handoff does, in the database. They have the example builder's password.
 */
export async function secondOrganization(product, database) {
  const mark = Date.now().toString(36);
  const example = readPeople(product).find(({ role }) => role === "builder");
  const email = `builder-${mark}@second.example`;
  const { id } = await database.one(
    `INSERT INTO identity.organization (id, name, slug) VALUES (gen_random_uuid(), 'Second', $1) RETURNING id`,
    [`second-${mark}`],
  );
  await database.rows(
    "INSERT INTO organization_settings (organization_id, name, slug) VALUES ($1::uuid, 'Second', $2)",
    [id, `second-${mark}`],
  );
  await database.rows(
    `WITH example AS (
       SELECT account.password FROM identity."user" JOIN identity.account ON account."userId" = "user".id WHERE email = $2),
     person AS (
       INSERT INTO identity."user" (id, name, email, "emailVerified") VALUES (gen_random_uuid(), 'Builder', $3, true)
       RETURNING id),
     known AS (
       INSERT INTO identity.account (id, "accountId", "providerId", "userId", password)
       SELECT gen_random_uuid(), person.id::text, 'credential', person.id, example.password FROM person, example)
     INSERT INTO identity.member (id, "organizationId", "userId", role)
     SELECT gen_random_uuid(), $1::uuid, person.id, 'builder' FROM person`,
    [id, example.email, email],
  );
  return { builder: await signInAs(product, { email, password: example.password }) };
}
