import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { env } from "@/server/env";
import { everyKey } from "./key-ring";
import { reEncryptAll } from "./re-encrypt";

/** By then every process that runs has seen a new key, and encrypts with it. */
const SEEN_MS = 10_000;

let told = "";

/**
 * Where there is more than one key: brings every secret under the newest, and forgets the others once nothing is under
 * them any more. Keys that were set from outside are for whoever set them to take away: the log says when they may.
 */
export async function retireKeys(): Promise<void> {
  const [newest, ...older] = everyKey();
  if (newest === undefined || older.length === 0) return;
  const { HANDOFF_SECRET_KEYS_FILE: file } = env();
  if (file !== undefined && Date.now() - statSync(file).mtimeMs < SEEN_MS) return;
  const { changed, unreadable } = await reEncryptAll();
  // What was changed in this round may have been changed beside it: the next one says that all is done.
  if (changed > 0 || told === newest.id) return;
  told = newest.id;
  if (file !== undefined) forgetAllBut(newest.bytes, file);
  const lost =
    unreadable > 0 ? ` ${unreadable} cannot be opened by any key, and have to be entered again.` : "";
  const message = `Every stored credential is under the key ${newest.id} now; older keys are no longer needed.${lost}`;
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), level: "info", message })}\n`);
}

/** Unless somebody has added another one meanwhile. */
function forgetAllBut(newest: Buffer, file: string): void {
  const { keys } = JSON.parse(readFileSync(file, "utf8")) as { keys: string[] };
  if (keys.length < 2 || keys[0] !== newest.toString("base64")) return;
  const part = `${file}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify({ keys: keys.slice(0, 1) }, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, file);
}
