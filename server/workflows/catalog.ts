import { z } from "zod";
import type { PrismaTx } from "@/server/db/in-organization";
import { listPeople } from "@/server/identity/people";
import { endsOf } from "@/workflow/graph/ends";
import type { Graph } from "@/workflow/graph/schema";
import { calledDefinition } from "@/workflow/nodes/1-trigger/called/definition";
import type { Catalog, Field, NodeDefinition } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { outputsOf, portsOf } from "@/workflow/nodes/read-config";
import { asFields, inputFieldsSchema } from "@/workflow/nodes/settings";
import { readGraph } from "./read-graph";

/** What the editor and the checks know of the organization: its collections, connections, people and workflows. */
export async function readCatalog(tx: PrismaTx): Promise<Catalog> {
  const collections = await tx.db.collection.findMany({
    orderBy: { name: "asc" },
    select: { id: true, key: true, name: true, fields: true },
  });
  const connections = await tx.db.connection.findMany({
    orderBy: { name: "asc" },
    select: { id: true, connector: true, name: true },
  });
  const people = await listPeople(tx.organizationId);
  const settings = await tx.db.organizationSettings.findFirst({ select: { timeZone: true } });
  const catalog: Catalog = {
    // Written only by our own code, as Field[].
    collections: collections.map((each) => ({ ...each, fields: each.fields as unknown as Field[] })),
    connections,
    people: people.map(({ id, name, role }) => ({ id, name, role })),
    workflows: [],
    arrivals: await arrivals(tx),
    timeZone: settings?.timeZone ?? "UTC",
  };
  return { ...catalog, workflows: await startableWorkflows(tx, catalog) };
}

/** What can be started by another workflow, with what it is given and what the nodes give that it may end with. */
async function startableWorkflows(tx: PrismaTx, catalog: Catalog): Promise<Catalog["workflows"]> {
  const rows = await tx.query<{ id: string; name: string; document: unknown }>(
    `SELECT workflow.id, workflow.name, version.document
     FROM workflow JOIN workflow_version version ON version.id = workflow.published_version_id
     WHERE workflow.status IN ('live', 'paused')
       AND EXISTS (SELECT 1 FROM endpoint WHERE endpoint.workflow_id = workflow.id AND endpoint.kind = 'called')
     ORDER BY workflow.name, workflow.id`,
  );
  return rows.flatMap(({ id, name, document }) => {
    const graph = readGraph(document);
    const trigger = graph.nodes.find(({ type }) => type === calledDefinition.type);
    if (!trigger) return [];
    const fields = outputsOf(calledDefinition as NodeDefinition, trigger.config, catalog);
    return [{ id, name, fields, gives: givesOf(graph, catalog) }];
  });
}

/** Where events of others arrive, with what each holds as its workflow's published version describes it. */
async function arrivals(tx: PrismaTx): Promise<Catalog["arrivals"]> {
  const rows = await tx.query<{ id: string; nodeId: string; name: string; document: unknown }>(
    `SELECT endpoint.id, endpoint.node_id AS "nodeId", workflow.name, version.document
     FROM endpoint JOIN workflow ON workflow.id = endpoint.workflow_id
     JOIN workflow_version version ON version.id = workflow.published_version_id
     WHERE workflow.status IN ('live', 'paused') AND endpoint.kind IN ('webhook', 'form')
     ORDER BY workflow.name, endpoint.id`,
  );
  return rows.flatMap(({ id, nodeId, name, document }) => {
    const trigger = readGraph(document).nodes.find((node) => node.id === nodeId);
    const settings = arrivingSchema.safeParse(trigger?.config);
    return trigger && settings.success
      ? [{ id, name: `${name}: ${trigger.name}`, fields: asFields(settings.data.fields) }]
      : [];
  });
}

const arrivingSchema = z.object({ fields: inputFieldsSchema });

function givesOf(graph: Graph, catalog: Catalog): Field[] {
  const isEnd = endsOf(graph);
  const fields = new Map<string, Field>();
  for (const node of graph.nodes) {
    const definition = definitionOf(node.type);
    if (!definition || definition.behaviour === "trigger") continue;
    if (!portsOf(definition, node.config).some(({ id }) => isEnd(node.id, id))) continue;
    for (const field of outputsOf(definition, node.config, catalog)) fields.set(field.key, field);
  }
  return [...fields.values()];
}
