import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { env } from "@/server/env";

/** What credentials are encrypted with, and the name by which what it encrypted says so. */
export type SecretKey = { id: string; bytes: Buffer };

/** For so long it is taken for granted that no key was added. */
const LOOK_MS = 2_000;

const fileSchema = z.object({
  keys: z.array(z.base64().transform((text) => Buffer.from(text, "base64"))).min(1),
});

/** Newest first. A key once known opens what it encrypted for as long as the process runs. */
let ring: SecretKey[] = [];
let changedAt = 0;
let lookAt = 0;

/** The key for whatever is encrypted now. */
export function newestKey(): SecretKey {
  look();
  const [newest] = ring;
  if (!newest)
    throw new Error("There is no key for credentials: set HANDOFF_SECRET_KEY, or start with npm start.");
  return newest;
}

/** Every key that may have encrypted something, newest first. */
export function everyKey(): readonly SecretKey[] {
  newestKey();
  return ring;
}

/** The key of this name; one that another process has added meanwhile is found, too. */
export function keyNamed(id: string): SecretKey | undefined {
  const known = () => everyKey().find((key) => key.id === id);
  if (!known()) look(true);
  return known();
}

/** Reads the keys again where their file has changed: they are added while processes run (`npm run rotate-key`). */
function look(now = false): void {
  if (!now && Date.now() < lookAt) return;
  lookAt = Date.now() + LOOK_MS;
  const { HANDOFF_SECRET_KEY: given, HANDOFF_SECRET_KEYS_FILE: file } = env();
  if (given.length > 0) keep(given);
  if (given.length > 0 || !file) return;
  const { mtimeMs } = statSync(file);
  if (mtimeMs === changedAt) return;
  keep(fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).keys);
  changedAt = mtimeMs;
}

function keep(keys: readonly Buffer[]): void {
  const named = keys.map((bytes) => ({
    id: createHash("sha256").update(bytes).digest("hex").slice(0, 8),
    bytes,
  }));
  ring = [...named, ...ring.filter(({ id }) => !named.some((each) => each.id === id))];
}
