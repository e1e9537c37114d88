import { roles } from "../environment.mjs";
import { Refusal } from "./refusal.mjs";

const oldest = 16;
const owner = "handoff_owner";

/**
 * Connects as the owner; anything that stands in the way is said in a sentence without the password.
 * @returns {Promise<import("pg").Client>}
 */
export async function connect(url) {
  const { default: pg } = await import("pg");
  let address;
  try {
    address = new URL(url);
    if (!/^postgres(ql)?:$/.test(address.protocol)) throw new Error("another protocol");
  } catch {
    throw new Refusal(
      "DATABASE_URL is not an address of a Postgres database. It should look like postgresql://user:password@host:5432/database.",
    );
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "handoff set-up",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Refusal(explain(error, address));
  }
  return client;
}

function explain(error, { host, username, pathname }) {
  const database = decodeURIComponent(pathname.slice(1));
  const where = `DATABASE_URL points to ${host}`;
  if (error.code === "28P01" || error.code === "28000")
    return `${where}, which does not let "${username}" in: ${error.message}. Correct the user or the password.`;
  if (error.code === "3D000")
    return `${where}, which has no database "${database}". Create it, or correct the name.`;
  if (error.code === "ENOTFOUND" || error.code === "EAI_AGAIN")
    return `${where}, and no such host is known. Correct the name.`;
  const reason = error.message || error.errors?.[0]?.message || error.code;
  return `${where}, which does not answer as a Postgres server: ${reason}. Start it, or correct the address.`;
}

export async function refuseOldServer(client) {
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
  const major = Math.floor(rows[0].version / 10_000);
  if (major < oldest) {
    throw new Refusal(`DATABASE_URL points to Postgres ${major}. Handoff needs Postgres ${oldest} or newer.`);
  }
}

/**
 * In the embedded Postgres: the owner of our tables (no superuser, as it would be with any other server) and its
 * database. Returns the owner's address.
 */
export async function ensureOwnDatabase(postgres, password, database = "handoff") {
  const client = await connect(postgres.url("postgres"));
  try {
    const has = async (sql, name) => (await client.query(sql, [name])).rowCount === 1;
    if (!(await has("SELECT FROM pg_roles WHERE rolname = $1", owner))) {
      await client.query(`CREATE ROLE ${owner} LOGIN CREATEROLE CREATEDB`);
    }
    await client.query(`ALTER ROLE ${owner} PASSWORD ${client.escapeLiteral(password)}`);
    if (!(await has("SELECT FROM pg_database WHERE datname = $1", database))) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${owner}`);
    }
  } finally {
    await client.end();
  }
  const socket = postgres.socketFolder && `?host=${encodeURIComponent(postgres.socketFolder)}`;
  return `postgresql://${owner}:${password}@127.0.0.1:${postgres.port}/${database}${socket}`;
}

/**
 * The narrow roles that serve people: they own nothing and cannot step around row-level security. A role whose
 * address is set from outside is left to whoever set it.
 */
export async function ensureRoles(client, passwords) {
  for (const [role, variable] of Object.entries(roles)) {
    const { rows } = await client.query(
      "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = $1",
      [role],
    );
    if (rows[0]?.rolsuper || rows[0]?.rolbypassrls || rows[0]?.rolcreaterole) {
      throw new Refusal(
        `The database role ${role} may do more than it should (superuser, bypass row-level security or create roles). Take that away with ALTER ROLE, and start again.`,
      );
    }
    if (process.env[variable]) continue;
    const verb = rows[0] ? "ALTER" : "CREATE";
    try {
      await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(passwords[role])}`);
    } catch (error) {
      // Another start was faster.
      if (error.code === "42710" || error.code === "XX000") continue;
      throw new Refusal(
        `The database role ${role} could not be set up: ${error.message}. Give the user of DATABASE_URL the right to create roles, or create the roles yourself and set ${Object.values(roles).join(", ")}.`,
      );
    }
  }
}
