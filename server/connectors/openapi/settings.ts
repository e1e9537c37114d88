import { z } from "zod";
import type { ConnectionInUse } from "../define";
import { credentialHeaders, httpConfig, httpSecret } from "../http/settings";
import { allowedHosts } from "../settings";

export const openapiConfig = z.strictObject({
  /** Requests go below this address and nowhere else. */
  baseUrl: httpConfig.shape.baseUrl,
  allowedHosts,
});

const inQuery = z.strictObject({
  kind: z.literal("query"),
  name: z.string().regex(/^[A-Za-z0-9_.[\]-]{1,60}$/, "A parameter's name is letters, digits, - and _."),
  value: z.string().min(1, "Enter the key.").max(4000),
});

export const openapiSecret = z.union([httpSecret, inQuery]);

/** What a request carries to say who asks. */
export function credentialsOf(connection: ConnectionInUse): {
  headers: { [name: string]: string };
  query: { [name: string]: string };
} {
  const key = inQuery.safeParse(connection.secret);
  if (key.success) return { headers: {}, query: { [key.data.name]: key.data.value } };
  return { headers: credentialHeaders(connection), query: {} };
}
