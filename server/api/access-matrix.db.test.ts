import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZodError } from "zod";
import { closePrisma } from "@/server/db/prisma";
import { ROLES, type Role } from "@/server/identity/auth";
import { closeIdentityPool } from "@/server/identity/pool";
import { INPUTS, type ProcedurePath } from "@/server/testing/access-matrix-inputs";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { fingerprint, makeTenant, type Tenant } from "@/server/testing/tenant";
import { appRouter } from "./root";
import { type Context, createCaller } from "./trpc";

/**
 * Every procedure × anonymous, every role it is not for, and another organization's ids. Grows by itself: a
 * procedure without an input in `server/testing/access-matrix-inputs.ts` fails the type check.
 */
const MARK = "Unmistakable-Neighbour";

let ours: TestOrganization;
let theirs: Tenant;
beforeAll(async () => {
  ours = await makeOrganization("Ours");
  theirs = await makeTenant(MARK);
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

type Declared = { _def: { type: string; meta?: { access?: readonly Role[] } } };
// Flat at run time ("noun.verb"), nested in its type.
const procedures = Object.entries(appRouter._def.procedures as unknown as { [path: string]: Declared }) as [
  ProcedurePath,
  Declared,
][];
const paths = procedures.map(([path]) => path);

function accessOf(path: ProcedurePath): readonly Role[] {
  return procedures.find(([each]) => each === path)?.[1]._def.meta?.access ?? [];
}

/** Calls a procedure by its path, as its client would, with ids of the other organization. */
async function call(
  path: ProcedurePath,
  context: Context,
): Promise<{ value: unknown } | { error: TRPCError }> {
  const caller: unknown = createCaller(appRouter)(context);
  const procedure = path
    .split(".")
    .reduce((at, name) => (at as { [name: string]: unknown })[name], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    return { value: await procedure(INPUTS[path](theirs)) };
  } catch (error) {
    if (error instanceof TRPCError) return { error };
    throw error;
  }
}

describe("every procedure", () => {
  test("is one of those with an input to try it with, and the other way round", () => {
    expect([...paths].sort()).toEqual(Object.keys(INPUTS).sort());
  });

  test.each(paths)("%s declares who may call it", (path) => {
    const access = accessOf(path);
    expect(access.length).toBeGreaterThan(0);
    for (const role of access) expect(ROLES).toContain(role);
  });

  test.each(paths)("%s refuses who is not signed in", async (path) => {
    expect(await call(path, { viewer: null })).toMatchObject({ error: { code: "UNAUTHORIZED" } });
  });

  test.each(
    paths.flatMap((path) =>
      ROLES.filter((role) => !accessOf(path).includes(role)).map((role) => [path, role]),
    ),
  )("%s refuses a %s", async (path, role) => {
    const viewer = ours.people[role as Role];
    expect(await call(path as ProcedurePath, { viewer })).toMatchObject({ error: { code: "FORBIDDEN" } });
  });

  test.each(paths.flatMap((path) => accessOf(path).map((role) => [path, role])))(
    "%s gives a %s nothing of another organization, and changes nothing there",
    async (path, role) => {
      const before = await fingerprint(theirs.organization.id);
      const result = await call(path as ProcedurePath, { viewer: ours.people[role as Role] });
      expect(await fingerprint(theirs.organization.id)).toBe(before);
      if ("error" in result) {
        // An input that does not parse would prove nothing.
        expect(result.error.cause).not.toBeInstanceOf(ZodError);
        expect(["NOT_FOUND", "CONFLICT"], result.error.message).toContain(result.error.code);
        expect(result.error.message).not.toContain(MARK);
      } else {
        expect(JSON.stringify(result.value ?? null)).not.toContain(MARK);
      }
    },
  );

  // Proves that the ids above name something: a typing error would be "not found" everywhere.
  test.each(procedures.filter(([, { _def }]) => _def.type === "query").map(([path]) => path))(
    "%s finds the same at home",
    async (path) => {
      const role = accessOf(path)[0] ?? "admin";
      expect(await call(path, { viewer: theirs.organization.people[role] })).toHaveProperty("value");
    },
  );
});
