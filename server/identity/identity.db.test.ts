import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { auth } from "./auth";
import { createOrganization, createPerson, listPeople, removePerson, setRole } from "./people";
import { closeIdentityPool, identityPool } from "./pool";
import { readSession } from "./session";

const PASSWORD = "correct-horse-battery";
let organizationId: string;
let admin: { id: string; email: string };

beforeEach(async () => {
  const slug = randomUUID();
  organizationId = (await createOrganization({ name: "Example", slug })).id;
  const email = `${slug}@example.com`;
  admin = {
    ...(await createPerson({ organizationId, name: "Ada", email, password: PASSWORD, role: "admin" })),
    email,
  };
});
afterAll(closeIdentityPool);

async function signIn(email: string, password = PASSWORD): Promise<Headers> {
  const response = await auth().api.signInEmail({ body: { email, password }, asResponse: true });
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return new Headers({ cookie });
}

describe("identity", () => {
  test("who signs in is known, with their role in their organization", async () => {
    expect(await readSession(await signIn(admin.email))).toMatchObject({
      id: admin.id,
      name: "Ada",
      role: "admin",
      organizationId,
      organizationName: "Example",
    });
  });

  test("a wrong password, and no cookie at all, is nobody", async () => {
    expect(await readSession(await signIn(admin.email, "wrong-wrong-wrong"))).toBeNull();
    expect(await readSession(new Headers())).toBeNull();
  });

  test("nobody can sign up by themselves", async () => {
    const body = { email: "x@example.com", password: PASSWORD, name: "X" };
    await expect(auth().api.signUpEmail({ body })).rejects.toThrow();
  });

  test("somebody who is demoted or removed is so on their next request", async () => {
    const email = `${randomUUID()}@example.com`;
    const { id } = await createPerson({
      organizationId,
      name: "Bo",
      email,
      password: PASSWORD,
      role: "builder",
    });
    const headers = await signIn(email);
    await setRole(organizationId, id, "reviewer");
    expect((await readSession(headers))?.role).toBe("reviewer");
    await removePerson(organizationId, id);
    expect(await readSession(headers)).toBeNull();
  });

  test("an address that was never confirmed gets no session", async () => {
    const headers = await signIn(admin.email);
    await identityPool().query('UPDATE "user" SET "emailVerified" = false WHERE id = $1::uuid', [admin.id]);
    expect(await readSession(headers)).toBeNull();
  });

  test("the last admin stays", async () => {
    await expect(setRole(organizationId, admin.id, "builder")).rejects.toThrow(/only admin/);
    await expect(removePerson(organizationId, admin.id)).rejects.toThrow(/only admin/);
    expect(await listPeople(organizationId)).toHaveLength(1);
  });

  test("an address belongs to one account", async () => {
    const again = createPerson({
      organizationId,
      name: "Ada",
      email: admin.email,
      password: PASSWORD,
      role: "reviewer",
    });
    await expect(again).rejects.toThrow(/already has an account/);
  });
});
