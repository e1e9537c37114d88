import type { Tx } from "@/server/db/tx";
import type { Cause } from "@/server/triggers/raise-event";
import { calledDefinition } from "@/workflow/nodes/1-trigger/called/definition";
import type { InputField } from "@/workflow/nodes/settings";
import { MendAction } from "../failures";

/** A workflow that can be started: where its events arrive, and what it is given. */
export type Target = { endpointId: string; name: string; fields: InputField[] };

type Row = { name: string; status: string; endpointId: string | null; config: unknown };

const TARGET = `
  SELECT workflow.name, workflow.status::text AS status, trigger.endpoint_id AS "endpointId", trigger.config
  FROM workflow
  LEFT JOIN LATERAL (
    SELECT endpoint.id AS endpoint_id, node->'config' AS config
    FROM workflow_version version
    CROSS JOIN jsonb_array_elements(version.document->'nodes') node
    JOIN endpoint ON endpoint.workflow_id = workflow.id AND endpoint.node_id = node->>'id' AND endpoint.kind = 'called'
    WHERE version.id = workflow.published_version_id LIMIT 1
  ) trigger ON true
  WHERE workflow.id = $1::uuid`;

/** @throws MendAction when it is not there, or not to be started by others */
export async function readTarget(tx: Tx, workflowId: string): Promise<Target> {
  const [row] = await tx.query<Row>(TARGET, [workflowId]);
  if (!row) throw new MendAction("The workflow to start is not there any more.", "workflowId");
  const { name, status, endpointId } = row;
  if (status === "archived")
    throw new MendAction(`“${name}” is archived. Resume it, then try again.`, "workflowId");
  const config = calledDefinition.config.safeParse(row.config);
  if (endpointId === null || !config.success) {
    throw new MendAction(
      `“${name}” has no trigger “Started by another workflow”. Publish it with one, then try again.`,
      "workflowId",
    );
  }
  return { endpointId, name, fields: config.data.fields };
}

/** The run that an action belongs to, as the cause of what the action starts. */
export async function readCause(tx: Tx, effectId: string): Promise<Cause> {
  const [cause] = await tx.query<{ runId: string; depth: number }>(
    `SELECT run.id AS "runId", event.depth FROM effect
     JOIN run ON run.id = effect.run_id JOIN event ON event.id = run.event_id
     WHERE effect.id = $1::uuid`,
    [effectId],
  );
  return cause ?? { personId: null };
}
