import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "./setup/refusal.mjs";

/**
 * What each process is given. `server/env.ts` reads it; the two lists belong together.
 *
 * The owner of the tables (`DATABASE_URL`) is for migrations and the seed; what serves people never has it.
 */

/** The roles set-up creates, and the variable that carries each one's address. */
export const roles = {
  handoff_app: "HANDOFF_APP_DATABASE_URL",
  handoff_engine: "HANDOFF_ENGINE_DATABASE_URL",
  handoff_identity: "HANDOFF_IDENTITY_DATABASE_URL",
};

/** Secrets made once for this state folder, readable by its owner alone. A secret set from outside wins. */
export function readSecrets(home) {
  const path = join(home, "secrets.json");
  let kept = {};
  try {
    kept = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // A damaged file must not be replaced: credentials encrypted with its key would be lost with it.
    if (error.code !== "ENOENT") {
      throw new Refusal(
        `The secrets in ${path} cannot be read: ${error.message}. Restore that file from a backup.`,
      );
    }
  }
  const secrets = {
    secretKey: randomBytes(32).toString("base64"),
    authSecret: randomBytes(32).toString("base64url"),
    postgresPassword: randomBytes(18).toString("base64url"),
    ownerPassword: randomBytes(18).toString("base64url"),
    ...kept,
    rolePasswords: Object.fromEntries(
      Object.keys(roles).map((role) => [
        role,
        kept.rolePasswords?.[role] ?? randomBytes(18).toString("base64url"),
      ]),
    ),
  };
  if (JSON.stringify(secrets) !== JSON.stringify(kept)) {
    writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

/** The keys that credentials are encrypted with, newest first; `npm run rotate-key` adds one while Handoff runs. */
export const secretKeysFile = (home) => join(home, "secret-keys.json");

/** @returns {string[]} each 32 bytes in base64 */
export function readSecretKeys(home, first) {
  const path = secretKeysFile(home);
  try {
    return JSON.parse(readFileSync(path, "utf8")).keys;
  } catch (error) {
    if (error.code !== "ENOENT") {
      throw new Refusal(
        `The keys in ${path} cannot be read: ${error.message}. Restore that file from a backup.`,
      );
    }
  }
  writeSecretKeys(home, [first]);
  return [first];
}

/** Whole or not at all: whoever reads meanwhile finds the keys as they were or as they are. */
export function writeSecretKeys(home, keys) {
  const part = `${secretKeysFile(home)}.${process.pid}`;
  writeFileSync(part, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, secretKeysFile(home));
}

/** What tells a process the keys: set from outside, or kept in the state folder. */
export function secretKeySettings(home, secrets) {
  const { HANDOFF_SECRET_KEY: given } = process.env;
  if (given) return { HANDOFF_SECRET_KEY: given };
  readSecretKeys(home, secrets.secretKey);
  return { HANDOFF_SECRET_KEY: "", HANDOFF_SECRET_KEYS_FILE: secretKeysFile(home) };
}

/** The address of the same database for each narrow role; one that is set from outside wins. */
export function roleUrls(ownerUrl, passwords) {
  return Object.fromEntries(
    Object.entries(roles).map(([role, variable]) => {
      const url = new URL(ownerUrl);
      url.username = role;
      url.password = passwords[role];
      return [variable, process.env[variable] || url.href];
    }),
  );
}

/**
 * @param {{home: string, secrets: ReturnType<typeof readSecrets>, databaseUrls: Record<string, string>,
 *   ports: {public: number, web: number, worker: number}, origin: string,
 *   mailbox: {smtp: number, page: number} | null}} settings
 */
export function childEnvironment({ home, secrets, databaseUrls, ports, origin, mailbox }) {
  const { DATABASE_URL: _, ...outside } = process.env;
  return {
    ...outside,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // Of glibc's arenas, one for each thread, most hold memory that nobody uses.
    MALLOC_ARENA_MAX: outside.MALLOC_ARENA_MAX || "2",
    ...databaseUrls,
    HANDOFF_HOME: home,
    ...secretKeySettings(home, secrets),
    HANDOFF_AUTH_SECRET: outside.HANDOFF_AUTH_SECRET || secrets.authSecret,
    HANDOFF_ORIGIN: origin,
    PORT: String(ports.public),
    HANDOFF_WEB_PORT: String(ports.web),
    HANDOFF_WORKER_PORT: String(ports.worker),
    MAIL_FROM: outside.MAIL_FROM || "Handoff <handoff@localhost>",
    ...(mailbox && {
      SMTP_URL: `smtp://127.0.0.1:${mailbox.smtp}`,
      HANDOFF_MAILBOX_URL: `http://localhost:${mailbox.page}`,
    }),
  };
}
