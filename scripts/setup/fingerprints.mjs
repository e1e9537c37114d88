import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder, root } from "./paths.mjs";

const file = join(checkoutFolder, "fingerprints.json");

/** Of the content of files and folders (paths from the checkout's root; missing ones count as missing). */
export function fingerprint(paths, extra = "") {
  const hash = createHash("sha256").update(extra);
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return hash.update(`${path}\0missing\0`);
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(join(path, name));
    } else {
      hash.update(`${path}\0`).update(readFileSync(full)).update("\0");
    }
  };
  paths.forEach(add);
  return hash.digest("hex");
}

/** Whether `what` was last made from exactly this. */
export function isMadeFrom(what, print) {
  return readAll()[what] === print;
}

export function rememberMadeFrom(what, print) {
  mkdirSync(checkoutFolder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readAll(), [what]: print }, null, 2)}\n`);
}

function readAll() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
