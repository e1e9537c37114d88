import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { AskSomebodyElse, LookAgain, LookElsewhere, MendInput, TryLater } from "@/server/errors";
import { readSession, type Viewer } from "@/server/identity/session";
import { issueSentence } from "@/server/issue-sentence";
import { reportError } from "@/server/report-error";

export type Context = { viewer: Viewer | null };

export async function createContext({ headers }: { headers: Headers }): Promise<Context> {
  return { viewer: await readSession(headers) };
}

/** Who may call a procedure. Each procedure declares it; there is no way to make one that does not. */
export type Access = Viewer["role"];
type Meta = { access: readonly Access[] };

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      // A stack trace is never for people; the message of an unexpected error neither.
      message:
        error.code === "INTERNAL_SERVER_ERROR"
          ? "Something went wrong on our side. Try again in a moment."
          : (sentenceFrom(error.cause) ?? shape.message),
      data: {
        ...shape.data,
        stack: undefined,
        field: error.cause instanceof MendInput ? error.cause.field : firstIssue(error.cause)?.path.join("."),
      },
    }),
  });

/** Of what is wrong with an input the first; without this people would be shown the whole list as JSON. */
function firstIssue(cause: unknown) {
  return cause instanceof z.ZodError ? cause.issues[0] : undefined;
}

function sentenceFrom(cause: unknown): string | undefined {
  const issue = firstIssue(cause);
  return issue && issueSentence(issue);
}

const CODES = [
  [MendInput, "BAD_REQUEST"],
  [LookElsewhere, "NOT_FOUND"],
  [LookAgain, "CONFLICT"],
  [AskSomebodyElse, "FORBIDDEN"],
  [TryLater, "SERVICE_UNAVAILABLE"],
] as const;

const translateErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  for (const [type, code] of CODES) {
    if (cause instanceof type) throw new TRPCError({ code, message: cause.message, cause });
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR") reportError(cause ?? result.error);
  return result;
});

/**
 * The only way to make a procedure: for signed-in people of these roles, within their organization. Pass
 * `ctx.viewer.organizationId` to `inOrganization`; no procedure takes an organization from its input.
 */
export function procedureFor(...access: readonly [Access, ...Access[]]) {
  return t.procedure
    .meta({ access })
    .use(translateErrors)
    .use(({ ctx, next }) => {
      if (!ctx.viewer) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in to go on." });
      if (!access.includes(ctx.viewer.role)) {
        throw new TRPCError({ code: "FORBIDDEN", message: "Your role does not allow this. Ask an admin." });
      }
      return next({ ctx: { viewer: ctx.viewer } });
    });
}

/** Everyone who is signed in. */
export const EVERYONE = ["admin", "builder", "reviewer"] as const;

export const router = t.router;
export const createCaller = t.createCallerFactory;
