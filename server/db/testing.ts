import { join } from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { judgePlans } from "@/server/testing/plans/judge-plans";
import { noteStatements } from "@/server/testing/plans/note-statements";

/**
 * Loaded before each file of tests that need a database (`*.db.test.ts`): gives the file a migrated database of
 * its own, with the roles and policies of the real one, and points the process's settings to it. Tests only have
 * to import what they try. What the product asked Postgres for meanwhile is judged at the end.
 */
declare module "vitest" {
  interface ProvidedContext {
    database: {
      /** The migrated database that copies are made of. */
      template: string;
      /** As superuser, for making copies only. */
      serverUrl: string;
      /** By variable: the template's address for the owner and each narrow role. */
      urls: { [variable: string]: string };
      settings: { [variable: string]: string };
    };
  }
}

const { template, serverUrl, urls, settings } = inject("database");
const name = `handoff_test_${process.env.VITEST_POOL_ID ?? "1"}`;

const server = new pg.Client({ connectionString: serverUrl });
await server.connect();
try {
  await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY OWNER handoff_owner`);
} finally {
  await server.end();
}

Object.assign(process.env, settings);
for (const [variable, address] of Object.entries(urls)) {
  const url = new URL(address);
  url.pathname = `/${name}`;
  process.env[variable] = url.href;
}

const sent = noteStatements();
const databases = {
  superuser: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
  handoff_app: process.env.HANDOFF_APP_DATABASE_URL ?? "",
  handoff_engine: process.env.HANDOFF_ENGINE_DATABASE_URL ?? "",
};

afterAll(async () => {
  const { closePools } = await import("./pools");
  await closePools();
  const faults = await judgePlans(sent.values(), databases, join(settings.HANDOFF_HOME ?? "", "plans"));
  if (faults.length > 0) throw new Error(faults.join("\n\n"));
});
