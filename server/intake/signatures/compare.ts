import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How far a sender's clock may be off, in seconds. */
const TOLERANCE_SECONDS = 300;

/** Compared by digest, so that neither content nor length shows in the time it takes. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}

/** HMAC-SHA256 over the parts one after the other. */
export function hmac(
  key: string | Buffer,
  encoding: "hex" | "base64",
  ...parts: readonly (string | Buffer)[]
): string {
  const made = createHmac("sha256", key);
  for (const part of parts) made.update(part);
  return made.digest(encoding);
}

/** Whether one of the given signatures is what one of the secrets makes. An empty secret signs nothing. */
export function isSignedByOneOf(
  secrets: readonly string[],
  given: readonly string[],
  sign: (secret: string) => string | null,
): boolean {
  return secrets.some((secret) => {
    const expected = secret === "" ? null : sign(secret);
    return expected !== null && given.some((signature) => sameText(signature, expected));
  });
}

/** Whether a time in whole seconds, as a header carries it, is near enough to now; else a copy may be sent for ever. */
export function isRecent(timestamp: string | undefined, now: number): timestamp is string {
  return (
    timestamp !== undefined &&
    /^\d{1,12}$/.test(timestamp) &&
    Math.abs(now - Number(timestamp)) <= TOLERANCE_SECONDS
  );
}
