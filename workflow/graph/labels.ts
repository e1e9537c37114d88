import type { Reference } from "@/workflow/expressions/schema";
import type { Catalog, Field } from "@/workflow/nodes/define";
import { outputsOf } from "@/workflow/nodes/read-config";
import { plainLabel } from "@/workflow/nodes/words";
import { type Definitions, definitionIn, eventFields } from "./ancestors";
import type { Graph } from "./schema";

/**
 * Names references as the drawing does: "Amount" of the event, "Find the order › Record › Total" of a node.
 * What is not (or no longer) described reads by its path.
 */
export function referenceLabels(
  graph: Graph,
  catalog: Catalog,
  definitions: Definitions,
): (reference: Reference) => string {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const ofEvent = eventFields(graph, catalog, definitions);
  return (reference) => {
    if (reference.from === "event") return labelPath(reference, ofEvent) || "the event";
    const node = byId.get(reference.from);
    const definition = node && definitionIn(definitions, node.type);
    if (!node || !definition) return plainLabel(reference);
    const path = labelPath(reference, outputsOf(definition, node.config, catalog));
    const name = node.name || definition.label;
    return path === "" ? name : `${name} › ${path}`;
  };
}

function labelPath({ from, path }: Reference, fields: readonly Field[]): string {
  const labels: string[] = [];
  let level: readonly Field[] | undefined = fields;
  for (const [index, key] of path.entries()) {
    const field: Field | undefined = level?.find((each) => each.key === key);
    if (!field) return [...labels, plainLabel({ from, path: path.slice(index) })].join(" › ");
    labels.push(field.label);
    level = field.fields;
  }
  return labels.join(" › ");
}
