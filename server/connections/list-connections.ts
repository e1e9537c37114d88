import type { PrismaTx } from "@/server/db/in-organization";
import type { JsonObject } from "@/workflow/json";

/** A connection for people: never its credentials, only whether there are any. */
export type ConnectionInfo = {
  id: string;
  connector: string;
  name: string;
  config: JsonObject;
  hasSecret: boolean;
  /** Actions a second at most; null for no bound. */
  rateCap: number | null;
  circuit: string;
  lastError: string;
  lastSuccessAt: Date | null;
  createdAt: Date;
};

export async function listConnections(tx: PrismaTx): Promise<ConnectionInfo[]> {
  const rows = await tx.db.connection.findMany({ orderBy: { name: "asc" } });
  return rows.map(
    ({ id, connector, name, config, secret, rateCap, circuit, lastError, lastSuccessAt, createdAt }) => ({
      id,
      connector,
      name,
      config: config as JsonObject,
      hasSecret: secret !== null,
      rateCap,
      circuit,
      lastError,
      lastSuccessAt,
      createdAt,
    }),
  );
}
