import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "@/server/env";

/** Whose secret it is. Ciphertext moved to another organization or thing does not open there. */
export type SecretOwner = { organizationId: string; id: string };

/** The text cannot be opened: it was altered, moved, or made with another key. Enter the credential again. */
export class EnterSecretAgain extends Error {
  override name = "EnterSecretAgain";
  constructor() {
    super("A stored credential can no longer be opened. Enter it again in the connection's settings.");
  }
}

const VERSION = "v1";

/** AES-256-GCM, bound to its owner: "v1.<nonce>.<tag>.<ciphertext>", each part base64url. */
export function encryptSecret(owner: SecretOwner, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", env().HANDOFF_SECRET_KEY, nonce);
  cipher.setAAD(binding(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(
    ".",
  );
}

/** @throws EnterSecretAgain */
export function decryptSecret(owner: SecretOwner, stored: string): string {
  const [version, ...parts] = stored.split(".");
  const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== VERSION || nonce?.length !== 12 || tag?.length !== 16 || !sealed)
    throw new EnterSecretAgain();
  try {
    const decipher = createDecipheriv("aes-256-gcm", env().HANDOFF_SECRET_KEY, nonce);
    decipher.setAAD(binding(owner));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    throw new EnterSecretAgain();
  }
}

function binding({ organizationId, id }: SecretOwner): Buffer {
  return Buffer.from(`${organizationId}/${id}`, "utf8");
}
