import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";

/**
 * Signs one of the example's people in and gives their view of the API: the same one the pages use.
 * @param {{origin: string, home: string}} product
 * @param {"admin" | "builder" | "reviewer"} role
 */
export async function signIn(product, role) {
  return signInAs(
    product,
    readPeople(product).find((each) => each.role === role),
  );
}

/** The example's people, with their passwords. */
export function readPeople({ home }) {
  return JSON.parse(readFileSync(join(home, "sign-ins.json"), "utf8"));
}

/** @param {{origin: string}} product @param {{email: string, password: string}} person */
export async function signInAs({ origin }, person) {
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
  return /** @type {any} */ (
    createTRPCClient({
      links: [httpLink({ url: `${origin}/api/trpc`, transformer: superjson, headers: { cookie, origin } })],
    })
  );
}
