import { z } from "zod";
import type { ConnectionInUse } from "../define";
import { MendAction } from "../failures";
import { allowedHosts } from "../settings";

export const httpConfig = z.strictObject({
  /** Requests go below this address and nowhere else. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: "Give the whole address, like https://api.example.com/v1." })
    .refine(
      (url) => !/[?#@]/.test(url),
      "Leave out ?, # and user names; credentials have a place of their own.",
    ),
  /** What its writing requests do. Until an admin has said so, they are held. */
  writes: z.enum(["create", "update", "delete", "send", "money"]).optional(),
  /** The system takes an Idempotency-Key: the same request again is done once. */
  honoursIdempotencyKey: z.boolean().optional(),
  allowedHosts,
});
export type HttpConfig = z.infer<typeof httpConfig>;

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,60}$/, "A header's name is letters, digits and -.");
const headerValue = z.string().regex(/^[\x20-\x7e]{1,4000}$/, "This has to be one line of plain characters.");

export const httpSecret = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("bearer"), token: headerValue }),
  z.strictObject({ kind: z.literal("basic"), user: headerValue, password: headerValue }),
  z.strictObject({ kind: z.literal("header"), name: headerName, value: headerValue }),
  z.strictObject({
    kind: z.literal("query"),
    name: z.string().regex(/^[A-Za-z0-9_.[\]-]{1,60}$/, "A parameter's name is letters, digits, - and _."),
    value: z.string().min(1, "Enter the key.").max(4000),
  }),
]);

export function hostOf({ baseUrl }: HttpConfig): string {
  return new URL(baseUrl).host;
}

type Credentials = { headers: { [name: string]: string }; query: { [name: string]: string } };

/** What a request carries to say who asks. */
export function credentialsOf(connection: ConnectionInUse): Credentials {
  if (connection.secret === null) return { headers: {}, query: {} };
  const secret = httpSecret.parse(connection.secret);
  switch (secret.kind) {
    case "bearer":
      return inHeader("authorization", `Bearer ${secret.token}`);
    case "basic": {
      const pair = Buffer.from(`${secret.user}:${secret.password}`).toString("base64");
      return inHeader("authorization", `Basic ${pair}`);
    }
    case "header":
      return inHeader(secret.name.toLowerCase(), secret.value);
    case "query":
      return { headers: {}, query: { [secret.name]: secret.value } };
  }
}

function inHeader(name: string, value: string): Credentials {
  return { headers: { [name]: value }, query: {} };
}

/** The address of a request. @throws MendAction when it would leave the connection's own */
export function urlBelow(baseUrl: string, path: string, query: { [name: string]: string }): URL {
  const base = new URL(baseUrl.replace(/\/+$/, ""));
  const prefix = base.pathname.replace(/\/+$/, "");
  const url = new URL(`${base.origin}${prefix}${path}`);
  const stays =
    url.origin === base.origin && (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`));
  if (!path.startsWith("/") || !stays || url.username !== "" || url.password !== "") {
    throw new MendAction(
      "The path leads out of the connection's address. It starts with one / and has no .. in it.",
      "path",
    );
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  return url;
}
