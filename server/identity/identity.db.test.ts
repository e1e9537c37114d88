import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { auth, handleAuth } from "./auth";
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

/** A browser's request, as the route gets it. */
function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return handleAuth(
    new Request(`http://localhost:3000/api/auth/${path}`, {
      method: "POST",
      // An address of its own for each, so that the tests do not use up each other's tries.
      headers: { "content-type": "application/json", "x-forwarded-for": randomIp(), ...headers },
      body: JSON.stringify(body),
    }),
  );
}

const randomIp = () => `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 250)).join(".")}`;

describe("over the network", () => {
  const enter = (headers?: Record<string, string>, password = PASSWORD) =>
    post("sign-in/email", { email: admin.email, password }, headers);

  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])(
    "signs in from %s, another name of the same machine",
    async (origin) => expect((await enter({ origin })).status).toBe(200),
  );

  test("another site cannot sign anybody in", async () => {
    expect(await (await enter({ origin: "http://elsewhere.example" })).json()).toMatchObject({
      code: "INVALID_ORIGIN",
    });
    expect((await enter({ origin: "http://localhost:3001" })).status).toBe(403);
  });

  test("who belongs to no organization is told so, and gets no session", async () => {
    await identityPool().query('DELETE FROM member WHERE "userId" = $1::uuid', [admin.id]);
    const response = await enter();
    expect(await response.json()).toMatchObject({ code: "NO_ORGANIZATION" });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await (await enter({}, "wrong-wrong-wrong")).json()).toMatchObject({
      code: "INVALID_EMAIL_OR_PASSWORD",
    });
  });

  test("an address that was never confirmed is told so, and gets no session", async () => {
    await identityPool().query('UPDATE "user" SET "emailVerified" = false WHERE id = $1::uuid', [admin.id]);
    const response = await enter();
    expect(await response.json()).toMatchObject({ code: "ADDRESS_NOT_CONFIRMED" });
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test("guessing passwords ends after twenty tries a minute", async () => {
    const headers = { "x-forwarded-for": randomIp() };
    for (let tries = 0; tries < 20; tries++) await enter(headers, "wrong-wrong-wrong");
    expect((await enter(headers)).status).toBe(429);
    expect((await enter()).status).toBe(200);
  });

  test("changing addresses within one IPv6 /64 gives nobody more tries", async () => {
    const household = `2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}:1`;
    const from = (at: number) => ({ "x-forwarded-for": `${household}::${(at + 1).toString(16)}` });
    for (let tries = 0; tries < 20; tries++) await enter(from(tries), "wrong-wrong-wrong");
    expect((await enter(from(20))).status).toBe(429);
  });

  test.each(["sign-up/email", "update-user", "organization/leave", "organization/create"])(
    "nothing else of the library is open: %s",
    async (path) => {
      const cookie = (await signIn(admin.email)).get("cookie") ?? "";
      expect((await post(path, {}, { cookie, origin: "http://localhost:3000" })).status).toBe(404);
    },
  );

  test("a session ends with sign-out", async () => {
    const headers = await signIn(admin.email);
    const cookie = headers.get("cookie") ?? "";
    expect((await post("sign-out", {}, { cookie, origin: "http://localhost:3000" })).status).toBe(200);
    expect(await readSession(headers)).toBeNull();
  });
});

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
