import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { everyKey, keyNamed, newestKey, type SecretKey } from "./key-ring";

/** Whose secret it is. Ciphertext moved to another organization or thing does not open there. */
export type SecretOwner = { organizationId: string; id: string };

/** The text cannot be opened: it was altered, moved, or made with another key. Enter the credential again. */
export class EnterSecretAgain extends Error {
  override name = "EnterSecretAgain";
  constructor() {
    super("A stored credential can no longer be opened. Enter it again in the connection's settings.");
  }
}

/** "v2.<key>.<nonce>.<tag>.<ciphertext>", each part base64url; "v1" did not name its key. */
const VERSION = "v2";
const UNNAMED = "v1";

/** AES-256-GCM under the newest key, bound to its owner. */
export function encryptSecret(owner: SecretOwner, text: string): string {
  const key = newestKey();
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
  cipher.setAAD(binding(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
  return [VERSION, key.id, ...parts].join(".");
}

/** @throws EnterSecretAgain */
export function decryptSecret(owner: SecretOwner, stored: string): string {
  const [version, ...rest] = stored.split(".");
  const [keys, parts] = version === VERSION ? [[keyNamed(rest[0] ?? "")], rest.slice(1)] : [everyKey(), rest];
  const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, "base64url"));
  if ((version !== VERSION && version !== UNNAMED) || nonce?.length !== 12 || tag?.length !== 16 || !sealed)
    throw new EnterSecretAgain();
  for (const key of keys) {
    const opened = key && open(key, { nonce, tag, sealed }, owner);
    if (opened != null) return opened;
  }
  throw new EnterSecretAgain();
}

/** How everything starts that is encrypted under the newest key. */
export function newestPrefix(): string {
  return `${VERSION}.${newestKey().id}.`;
}

type Sealed = { nonce: Buffer; tag: Buffer; sealed: Buffer };

function open(key: SecretKey, { nonce, tag, sealed }: Sealed, owner: SecretOwner): string | null {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, nonce);
    decipher.setAAD(binding(owner));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

function binding({ organizationId, id }: SecretOwner): Buffer {
  return Buffer.from(`${organizationId}/${id}`, "utf8");
}
