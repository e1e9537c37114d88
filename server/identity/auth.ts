import { randomUUID } from "node:crypto";
import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
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
    trustedOrigins: sameMachineOrigins(env().HANDOFF_ORIGIN),
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
      // Said aloud, because the library leaves both checks out of test runs unless told.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: ["x-forwarded-for"] },
    },
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
          // Everybody starts in the organization they belong to. Who belongs to none, or never confirmed their
          // address, is told so here: every page would send them back without a word.
          before: async (session) => {
            const { rows } = await identityPool().query<{
              organizationId: string | null;
              confirmed: boolean;
            }>(
              `SELECT member."organizationId", "user"."emailVerified" AS confirmed
               FROM "user" LEFT JOIN member ON member."userId" = "user".id
               WHERE "user".id = $1::uuid ORDER BY member."createdAt" LIMIT 1`,
              [session.userId],
            );
            const [person] = rows;
            if (!person?.confirmed) throw new APIError("FORBIDDEN", { code: "ADDRESS_NOT_CONFIRMED" });
            if (!person.organizationId) throw new APIError("FORBIDDEN", { code: "NO_ORGANIZATION" });
            return { data: { ...session, activeOrganizationId: person.organizationId } };
          },
        },
      },
    },
  });
}

/** Opened on its own machine, Handoff has three names that mean the same; people type any of them. */
function sameMachineOrigins(origin: string): string[] {
  const url = new URL(origin);
  const names = ["localhost", "127.0.0.1", "[::1]"];
  if (!names.includes(url.hostname)) return [origin];
  return names.map((name) => `${url.protocol}//${name}${url.port && `:${url.port}`}`);
}

/** What a browser may ask of the library. Everything else it can do goes through procedures, or not at all. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out"]);

/** Answers a browser's request to sign in or out. */
export async function handleAuth(request: Request): Promise<Response> {
  if (!OPEN_PATHS.has(new URL(request.url).pathname)) return new Response(null, { status: 404 });
  return auth().handler(request);
}

let instance: ReturnType<typeof createAuth> | undefined;

/** Sign-in and sessions; made on first use, so that a build needs no database. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
