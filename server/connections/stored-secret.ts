import { z } from "zod";
import { jsonObjectSchema } from "@/server/connectors/json";
import { decryptSecret, encryptSecret, type SecretOwner } from "@/server/secrets";
import type { JsonObject } from "@/workflow/json";

/** Credentials as they are encrypted: with the host they were entered for. */
const storedSchema = z.strictObject({ host: z.string(), secret: jsonObjectSchema });

export function storeSecret(owner: SecretOwner, host: string, secret: JsonObject): string {
  return encryptSecret(owner, JSON.stringify({ host, secret }));
}

/**
 * The credentials, if they were entered for this host; null otherwise: another host is not told them.
 * @throws EnterSecretAgain
 */
export function readStoredSecret(owner: SecretOwner, host: string, stored: string): JsonObject | null {
  const content = storedSchema.parse(JSON.parse(decryptSecret(owner, stored)));
  return content.host === host ? content.secret : null;
}
