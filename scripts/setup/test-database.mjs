import { randomBytes } from "node:crypto";
import { readSecrets, roleUrls } from "../environment.mjs";
import { applyMigrations } from "../migrate.mjs";
import { connect, ensureOwnDatabase, ensureRoles } from "./database.mjs";
import { throwawayPostgres } from "./throwaway.mjs";

const template = "handoff_template";

/**
 * Before tests that need a database: a Postgres for this run alone, with one migrated database that each test file
 * gets a copy of (`server/db/testing.ts`).
 */
export async function setup(project) {
  const postgres = await throwawayPostgres();
  const secrets = readSecrets(postgres.home);
  const ownerUrl = await ensureOwnDatabase(postgres, secrets.ownerPassword, template);
  const owner = await connect(ownerUrl);
  await ensureRoles(owner, secrets.rolePasswords).finally(() => owner.end());
  await applyMigrations(ownerUrl);
  project.provide("database", {
    template,
    serverUrl: postgres.url("postgres"),
    urls: { DATABASE_URL: ownerUrl, ...roleUrls(ownerUrl, secrets.rolePasswords) },
    settings: {
      HANDOFF_HOME: postgres.home,
      HANDOFF_SECRET_KEY: randomBytes(32).toString("base64"),
      HANDOFF_AUTH_SECRET: randomBytes(32).toString("base64url"),
      HANDOFF_ORIGIN: "http://localhost:3000",
      HANDOFF_WEB_PORT: "3001",
      HANDOFF_WORKER_PORT: "3002",
    },
  });
  return () => postgres.end();
}
