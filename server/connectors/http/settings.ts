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
]);

export function hostOf({ baseUrl }: HttpConfig): string {
  return new URL(baseUrl).host;
}

/** What a request carries to say who asks. */
export function credentialHeaders(connection: ConnectionInUse): { [name: string]: string } {
  if (connection.secret === null) return {};
  const secret = httpSecret.parse(connection.secret);
  switch (secret.kind) {
    case "bearer":
      return { authorization: `Bearer ${secret.token}` };
    case "basic":
      return {
        authorization: `Basic ${Buffer.from(`${secret.user}:${secret.password}`).toString("base64")}`,
      };
    case "header":
      return { [secret.name.toLowerCase()]: secret.value };
  }
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
