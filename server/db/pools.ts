import { basename } from "node:path";
import pg from "pg";
import { env } from "@/server/env";

/**
 * How long a connection stays that nobody needs. One that is opened knows no statement and no table yet: ten of them
 * at once, at the beginning of a burst, took both cores of a small machine for half a second.
 */
const IDLE_MS = 5 * 60_000;

/**
 * One pool per role and process, opened on first use. `app` sees one organization at a time; `engine`
 * spans organizations, but is granted only what claiming, routing and relaying need (see the migrations).
 */
const pools = new Map<"app" | "engine", pg.Pool>();

// numeric and int8 arrive as strings: amounts are exact decimals and must not become floats.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => text);

/** "worker", "intake"; "next" is what serves the pages. */
const program = basename(process.argv[1] ?? "").replace(/\.\w+$/, "");

/** The pool of a role. Ends with `closePools`. */
export function pool(role: "app" | "engine"): pg.Pool {
  const existing = pools.get(role);
  if (existing) return existing;
  const connectionString =
    role === "app" ? env().HANDOFF_APP_DATABASE_URL : env().HANDOFF_ENGINE_DATABASE_URL;
  // Pipelined: what does not wait for an answer goes out together.
  const created = new pg.Pool({
    connectionString,
    max: 10,
    idleTimeoutMillis: IDLE_MS,
    // A program that has done its work ends, though something (a late notification) opened a pool again.
    allowExitOnIdle: true,
    // By which an administrator of the database tells our programs apart.
    application_name: `handoff-${role} ${program}`,
    pipeline: true,
  });
  // A dropped idle connection is replaced on next use; without a listener it would end the process.
  created.on("error", () => undefined);
  // The same for one that is in use, between two queries: the next query says that it is gone.
  created.on("connect", (client) => client.on("error", () => undefined));
  pools.set(role, created);
  return created;
}

export async function closePools(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map((each) => each.end()));
}
