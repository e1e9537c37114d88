import type { PrismaTx } from "@/server/db/in-organization";
import { listRecords } from "@/server/records/list-records";
import { timedExample } from "@/server/triggers/timed-example";
import type { Graph, GraphNode } from "@/workflow/graph/schema";
import type { Json, JsonObject } from "@/workflow/json";
import { eventOf } from "@/workflow/nodes/1-trigger/record-change/change";
import { recordChangeDefinition } from "@/workflow/nodes/1-trigger/record-change/definition";
import type { Catalog, Field } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { outputsOf } from "@/workflow/nodes/read-config";
import { readCatalog } from "./catalog";
import { findWorkflow } from "./find-workflow";
import { readGraph } from "./read-graph";

/** An event to try a drawing on: one that arrived, or one made up from the trigger's fields. */
export type SampleEvent = {
  /** Id of the event that arrived; null for a made-up one. */
  eventId: string | null;
  triggerNodeId: string;
  label: string;
  receivedAt: Date | null;
  body: JsonObject;
};

const MOST = 10;

/** The last events of a workflow, and one made up for each of the draft's triggers. @throws LookElsewhere */
export async function sampleEvents(tx: PrismaTx, workflowId: string): Promise<SampleEvent[]> {
  const workflow = await findWorkflow(tx, workflowId);
  const triggers = triggersOf(readGraph(workflow.draft));
  const events = await tx.db.event.findMany({
    where: { endpoint: { workflowId, nodeId: { in: triggers.map((node) => node.id) } } },
    orderBy: { receivedAt: "desc" },
    take: MOST,
    include: { endpoint: { select: { nodeId: true } }, runs: { select: { subject: true }, take: 1 } },
  });
  const arrived = events.map((event) => ({
    eventId: event.id,
    triggerNodeId: event.endpoint.nodeId,
    label: event.runs[0]?.subject || event.externalId,
    receivedAt: event.receivedAt,
    body: event.body as JsonObject,
  }));
  const catalog = await readCatalog(tx);
  const madeUp: SampleEvent[] = [];
  for (const node of triggers) {
    const real = (await changeOfNewest(tx, node)) ?? (await timedExample(tx, node, catalog));
    const body = real ?? exampleOf(fieldsOf(node, catalog));
    const label = `Example for “${node.name}”`;
    madeUp.push({ eventId: null, triggerNodeId: node.id, label, receivedAt: null, body });
  }
  return [...arrived, ...madeUp];
}

/** For a trigger that listens to records: the newest one as if it had just changed, so that reads find it. */
async function changeOfNewest(tx: PrismaTx, node: GraphNode): Promise<JsonObject | null> {
  const settings = recordChangeDefinition.config.safeParse(node.config);
  if (node.type !== recordChangeDefinition.type || !settings.success) return null;
  const { collectionId } = settings.data;
  const { items } = await listRecords(tx, { collectionId, limit: 1 });
  const [newest] = items;
  if (!newest) return null;
  const { id, version, title, data } = newest;
  return eventOf({ id, version, title, before: data, after: data, changed: settings.data.fields });
}

/** The nodes an event can come in by. */
function triggersOf(graph: Graph): GraphNode[] {
  return graph.nodes.filter((node) => definitionOf(node.type)?.behaviour === "trigger");
}

function fieldsOf(node: GraphNode, catalog: Catalog): Field[] {
  const definition = definitionOf(node.type);
  return definition ? outputsOf(definition, node.config, catalog) : [];
}

/** Plausible values for a list of fields. */
function exampleOf(fields: readonly Field[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.key, exampleValue(field)]));
}

function exampleValue(field: Field): Json {
  switch (field.type) {
    case "number":
      return 1;
    case "money":
      return 100;
    case "date":
      return new Date().toISOString().slice(0, 10);
    case "boolean":
      return true;
    case "email":
      return "someone@example.com";
    case "choice":
      return field.options?.[0] ?? "";
    case "list":
      return [];
    case "object":
      return exampleOf(field.fields ?? []);
    default:
      return `Example ${field.label.toLowerCase()}`;
  }
}
