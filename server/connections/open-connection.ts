import type { ConnectionInUse } from "@/server/connectors/define";
import { MendAction } from "@/server/connectors/failures";
import { connectorOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { EnterSecretAgain } from "@/server/secrets";
import type { JsonObject } from "@/workflow/json";
import { CIRCUIT } from "./circuit";
import type { Bounds } from "./pace";
import { readStoredSecret } from "./stored-secret";

/** A connection with its credentials closed, and how it does. */
export type ConnectionRow = Bounds & {
  id: string;
  connector: string;
  name: string;
  config: JsonObject;
  secret: string | null;
  circuit: string;
  /** It answered within the last ten seconds, nothing failed since, and its queue is not just going out. */
  wellOfLate: boolean;
  /** What is known of the operation that was asked for; null where none was, or it is not there. */
  operation: JsonObject | null;
};

const OPERATION = `
  (SELECT jsonb_build_object('key', operation.key, 'summary', operation.summary, 'definition', operation.definition,
     'classification', operation.classification, 'unusable', operation.unusable,
     'removed', operation.removed_in IS NOT NULL)
   FROM api_operation operation WHERE operation.connection_id = connection.id AND operation.key = $2)`;

/**
 * Settings of a connection of the right kind, without credentials.
 * @param operationKey read what is known of this operation too
 * @throws MendAction
 */
export async function readConnection(
  tx: Tx,
  connectionId: string | null,
  connectorId: string,
  operationKey?: string,
): Promise<ConnectionRow> {
  const [row] = await tx.query<ConnectionRow>(
    `SELECT id, connector, name, config, secret, ${CIRCUIT}, rate_cap AS "rateCap", pace, failures = 0 AND pace IS NULL
       AND coalesce(last_success_at > clock_timestamp() - interval '10 seconds', false) AS "wellOfLate",
       ${operationKey === undefined ? "NULL" : OPERATION} AS operation
     FROM connection WHERE id = $1::uuid`,
    operationKey === undefined ? [connectionId] : [connectionId, operationKey],
  );
  if (!row) throw new MendAction("The chosen connection is not there. Choose another.", "connectionId");
  if (row.connector !== connectorId) {
    throw new MendAction(
      `“${row.name}” is of another kind and cannot be used here. Choose another.`,
      "connectionId",
    );
  }
  return row;
}

/**
 * A connection with its credentials in clear, for one call. Row-level security has seen to it that it is the
 * organization's own.
 * @throws MendAction when it is not there, or its credentials cannot be used
 */
export async function openConnection(
  tx: Tx,
  connectionId: string | null,
  connectorId: string,
): Promise<ConnectionInUse> {
  return openRow(tx.organizationId, await readConnection(tx, connectionId, connectorId));
}

/** The same for a connection that was read just now. @throws MendAction when its credentials cannot be used */
export function openRow(organizationId: string, row: ConnectionRow): ConnectionInUse {
  const { id, name, config, secret, operation } = row;
  if (secret === null) return { id, name, config, secret: null, operation };
  const connector = connectorOf(row.connector);
  const parsed = connector?.config?.safeParse(config);
  const host = parsed?.success ? (connector?.hostOf?.(parsed.data) ?? "") : "";
  try {
    const readable = readStoredSecret({ organizationId, id }, host, secret);
    if (readable === null) {
      throw new MendAction(`“${name}” points to another host now. Enter its credentials again.`, "secret");
    }
    return { id, name, config, secret: readable, operation };
  } catch (error) {
    if (error instanceof EnterSecretAgain) throw new MendAction(`“${name}”: ${error.message}`, "secret");
    throw error;
  }
}
