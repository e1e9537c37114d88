import type { ConnectionInUse } from "@/server/connectors/define";
import { MendAction } from "@/server/connectors/failures";
import { connectorOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { FOUR_EYES } from "@/server/guardrails/four-eyes/four-eyes-rule";
import { HOSTS } from "@/server/guardrails/hosts/hosts-rule";
import { type KnownOfRun, knownOfRunSql } from "@/server/guardrails/messages/known-of-run";
import { MESSAGES } from "@/server/guardrails/messages/messages-rule";
import { type StoredRule, standingSql } from "@/server/guardrails/rules/standing-rule";
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
  /** Where two people have to agree; null where that was never set. */
  fourEyesRule: StoredRule | null;
  /** The hosts that the organization may reach; null where no list was set. */
  hostsRule: StoredRule | null;
  /** For messages: the organization's rule, null where none was set, and what the run knows where that counts. */
  messagesRule: StoredRule | null;
  known: KnownOfRun | null;
};

export type ConnectionWanted = {
  connectionId: string | null;
  connectorId: string;
  /** What is known of this operation is read too. */
  operationKey?: string;
  /** It sends words to people, in this run: what rules such messages is read too. */
  message?: { runId: string | null };
};

const HOSTS_RULE = standingSql(HOSTS);
const MESSAGES_RULE = standingSql(MESSAGES);

/** Only where a rule asks for it: it may be large. */
const knownOf = (runId: string) => `
  (SELECT CASE WHEN (standing.rule->>'alsoArrived')::boolean OR jsonb_array_length(standing.rule->'fields') > 0
     THEN ${knownOfRunSql(`${runId}::uuid`)} END
   FROM (SELECT ${MESSAGES_RULE}->'rule' AS rule) AS standing)`;

const operationNamed = (key: string) => `
  (SELECT jsonb_build_object('key', operation.key, 'summary', operation.summary, 'definition', operation.definition,
     'classification', operation.classification, 'unusable', operation.unusable,
     'removed', operation.removed_in IS NOT NULL)
   FROM api_operation operation WHERE operation.connection_id = connection.id AND operation.key = ${key})`;

/**
 * Settings of a connection of the right kind, without credentials.
 * @throws MendAction
 */
export async function readConnection(
  tx: Tx,
  { connectionId, connectorId, operationKey, message }: ConnectionWanted,
): Promise<ConnectionRow> {
  const params: (string | null)[] = [connectionId];
  const bound = (value: string) => `$${params.push(value)}`;
  const runId = message?.runId ?? null;
  // One statement, whatever is wanted: a message that nothing holds waits for no answer more.
  const wanted = [
    `${HOSTS_RULE} AS "hostsRule"`,
    `${standingSql(FOUR_EYES)} AS "fourEyesRule"`,
    `${operationKey === undefined ? "NULL" : operationNamed(bound(operationKey))} AS operation`,
    `${message ? MESSAGES_RULE : "NULL"} AS "messagesRule"`,
    `${runId === null ? "NULL" : knownOf(bound(runId))} AS known`,
  ];
  const [row] = await tx.query<ConnectionRow>(
    `SELECT id, connector, name, config, secret, ${CIRCUIT}, rate_cap AS "rateCap", pace, failures = 0 AND pace IS NULL
       AND coalesce(last_success_at > clock_timestamp() - interval '10 seconds', false) AS "wellOfLate",
       ${wanted.join(", ")}
     FROM connection WHERE id = $1::uuid`,
    params,
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

/** Which hosts may be reached on behalf of the organization that a connection is of: for `reachOnly`. */
export function hostsFor(row: ConnectionRow | null): readonly string[] {
  return row?.hostsRule ? HOSTS.schema.parse(row.hostsRule.rule).hosts : [];
}

/**
 * A connection that was read just now with its credentials in clear, for one call. Row-level security has seen to it
 * that it is the organization's own. @throws MendAction when its credentials cannot be used
 */
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
