import pg from "pg";
import { env } from "@/server/env";

let opened: pg.Pool | undefined;

/**
 * People, sessions and memberships are read before an organization is known, so they have a schema and a
 * role of their own: this pool sees nothing else, and no other pool sees them.
 */
export function identityPool(): pg.Pool {
  if (opened) return opened;
  opened = new pg.Pool({
    connectionString: env().HANDOFF_IDENTITY_DATABASE_URL,
    max: 5,
    options: "-c search_path=identity",
    application_name: "handoff-identity",
  });
  // A dropped idle connection is replaced on next use; without a listener it would end the process.
  opened.on("error", () => undefined);
  opened.on("connect", (client) => client.on("error", () => undefined));
  return opened;
}

export async function closeIdentityPool(): Promise<void> {
  const open = opened;
  opened = undefined;
  await open?.end();
}
