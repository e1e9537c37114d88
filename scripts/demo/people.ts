import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";

type SignIn = { role: string; email: string; password: string };

/** Signs one of the example's people in and gives their view of the API: the same one the pages use. */
export async function signIn(origin: string, home: string, role: "admin" | "builder" | "reviewer") {
  const people = JSON.parse(readFileSync(join(home, "sign-ins.json"), "utf8")) as SignIn[];
  const person = people.find((each) => each.role === role);
  if (!person) throw new Error(`sign-ins.json knows no ${role}.`);
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ email: person.email, password: person.password }),
  });
  if (!response.ok) throw new Error(`${person.email} could not sign in: ${response.status}`);
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${origin}/api/trpc`, transformer: superjson, headers: { cookie, origin } })],
  });
}

export type Api = Awaited<ReturnType<typeof signIn>>;

/** The sentence with which a call was refused; null where it went through. */
export async function refusalOf(call: Promise<unknown>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof TRPCClientError) return error.message;
    throw error;
  }
}
