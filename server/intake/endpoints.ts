import type { EndpointKind, WorkflowStatus } from "@/server/db/generated/enums";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { isJsonObject, type JsonObject } from "@/workflow/json";

/** What intake knows of an address: whose it is, and the settings of the trigger it belongs to, if it does. */
export type KnownEndpoint = {
  id: string;
  organizationId: string;
  kind: EndpointKind;
  /** Encrypted; of webhooks and connections only. */
  secret: string | null;
  /** The one before it, which counts until then. */
  previousSecret: string | null;
  previousSecretUntil: Date | null;
  /** Of the workflow, or the connection that it takes reports for. */
  name: string;
  /** Null for a connection's. */
  workflowStatus: WorkflowStatus | null;
  /** Settings of the trigger node in the published version; null when no published version has it. */
  trigger: JsonObject | null;
};

const CACHE_MS = 5_000;
const MOST_CACHED = 5_000;
const cache = new Map<string, { endpoint: Promise<KnownEndpoint | null>; until: number }>();

/**
 * Finds an address by the secret part of its path. Remembered for five seconds, also that it is unknown, so
 * that a flood of requests is not a flood of queries.
 */
export function findEndpoint(token: string, now: number): Promise<KnownEndpoint | null> {
  const known = cache.get(token);
  if (known && known.until > now) return known.endpoint;
  const endpoint = readEndpoint(token);
  cache.delete(token);
  cache.set(token, { endpoint, until: now + CACHE_MS });
  // A failed look-up is not an answer: the next request looks again.
  endpoint.catch(() => cache.delete(token));
  if (cache.size > MOST_CACHED) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return endpoint;
}

/** Whether asking about this address costs no query now. */
export function isRemembered(token: string, now: number): boolean {
  return (cache.get(token)?.until ?? 0) > now;
}

/** For tests that change an endpoint and ask again at once. */
export function forgetEndpoints(): void {
  cache.clear();
}

type Row = Omit<KnownEndpoint, "id" | "organizationId" | "kind" | "trigger"> & { config: unknown };

async function readEndpoint(token: string): Promise<KnownEndpoint | null> {
  const { rows } = await pool("engine").query<{ id: string; organizationId: string; kind: EndpointKind }>(
    `SELECT id, organization_id AS "organizationId", kind::text AS kind FROM endpoint WHERE token = $1`,
    [token],
  );
  const [found] = rows;
  if (!found) return null;
  const [detail] = await inOrganizationFast(found.organizationId, (tx) =>
    tx.query<Row>(
      `SELECT endpoint.secret, endpoint.previous_secret AS "previousSecret",
         endpoint.previous_secret_until AS "previousSecretUntil", coalesce(workflow.name, connection.name) AS name,
         workflow.status::text AS "workflowStatus",
         (SELECT node->'config' FROM workflow_version version,
            jsonb_array_elements(version.document->'nodes') node
          WHERE version.id = workflow.published_version_id AND node->>'id' = endpoint.node_id) AS config
       FROM endpoint LEFT JOIN workflow ON workflow.id = endpoint.workflow_id
         LEFT JOIN connection ON connection.id = endpoint.connection_id
       WHERE endpoint.id = $1::uuid`,
      [found.id],
    ),
  );
  if (!detail) return null;
  const { config, ...rest } = detail;
  return { ...found, ...rest, trigger: isJsonObject(config) ? config : null };
}
