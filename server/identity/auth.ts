import { randomUUID } from "node:crypto";
import { betterAuth } from "better-auth";
import { createAccessControl } from "better-auth/plugins/access";
import { organization } from "better-auth/plugins/organization";
import { env } from "@/server/env";
import { identityPool } from "./pool";

/** What a person is in an organization. */
export const ROLES = ["admin", "builder", "reviewer"] as const;
export type Role = (typeof ROLES)[number];

// What a role may do is declared by each procedure (server/api/trpc). Memberships change only through
// server/identity/people, so the library's own organization routes are given to nobody.
const control = createAccessControl({});
const nothing = control.newRole({});

function createAuth() {
  return betterAuth({
    appName: "Handoff",
    baseURL: env().HANDOFF_ORIGIN,
    secret: env().HANDOFF_AUTH_SECRET,
    database: identityPool(),
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 7 * 24 * 3600, updateAge: 24 * 3600 },
    // Counted in the database, so that several web processes share one count.
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 100,
      customRules: { "/sign-in/email": { window: 60, max: 20 } },
    },
    advanced: {
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: ["x-forwarded-for"] },
    },
    disabledPaths: [
      "/organization/create",
      "/organization/update",
      "/organization/delete",
      "/organization/invite-member",
    ],
    plugins: [
      organization({
        ac: control,
        roles: { admin: nothing, builder: nothing, reviewer: nothing },
        creatorRole: "admin",
        allowUserToCreateOrganization: false,
      }),
    ],
    databaseHooks: {
      session: {
        create: {
          // Everybody starts in the organization they belong to; who belongs to none gets no further.
          before: async (session) => {
            const { rows } = await identityPool().query<{ organizationId: string }>(
              'SELECT "organizationId" FROM member WHERE "userId" = $1::uuid ORDER BY "createdAt" LIMIT 1',
              [session.userId],
            );
            return { data: { ...session, activeOrganizationId: rows[0]?.organizationId ?? null } };
          },
        },
      },
    },
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** Sign-in and sessions; made on first use, so that a build needs no database. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
