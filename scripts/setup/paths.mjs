import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** What belongs to the checkout whichever state folder is used: bundles and the fingerprints of what was built. */
export const checkoutFolder = join(root, ".handoff");
export const buildFolder = join(checkoutFolder, "build");

/** The state folder: secrets, database, logs, mail. `HANDOFF_HOME` moves it. */
export function homeFolder() {
  const home = resolve(root, process.env.HANDOFF_HOME || ".handoff");
  mkdirSync(home, { recursive: true });
  return home;
}
