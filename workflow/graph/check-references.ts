import { referenceKey } from "@/workflow/expressions/reference";
import type { Reference } from "@/workflow/expressions/schema";
import type { Catalog, Field } from "@/workflow/nodes/define";
import { referencesOf } from "@/workflow/nodes/read-config";
import { plainLabel } from "@/workflow/nodes/words";
import { eventFields, fieldsSeenFrom, upstreamOf } from "./ancestors";
import { type Definitions, definitionIn } from "./definitions";
import { bodiesOf, loopOfEach } from "./loops";
import { reachable } from "./order";
import { error, type Problem, warning } from "./problems";
import type { Graph } from "./schema";

/** What each node reads: does it exist, is it there in time, does it carry that field. */
export function checkReferences(graph: Graph, catalog: Catalog, definitions: Definitions): Problem[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const read = new Map<string, Reference[]>();
  for (const node of graph.nodes) {
    const definition = definitionIn(definitions, node.type);
    if (definition) read.set(node.id, distinct(referencesOf(definition, node.config)));
  }
  const event = eventFields(graph, catalog, definitions);
  // A webhook's sender may send more than was declared.
  const eventIsOpen = graph.nodes.some(({ type }) => definitionIn(definitions, type)?.outputIsOpen);
  const bodies = bodiesOf(graph, definitions);
  const loopOf = loopOfEach(bodies);
  const after = followers(graph, read, bodies);

  return graph.nodes.flatMap((node) => {
    const upstream = new Set(upstreamOf(graph, node.id));
    const late = after(node.id);
    const told = new Set<string>();
    return (read.get(node.id) ?? []).flatMap((reference): Problem[] => {
      const at = { nodeId: node.id };
      if (reference.from === "event") {
        return checkEventField(reference, event, eventIsOpen).map((problem) => ({ ...problem, ...at }));
      }
      const source = byId.get(reference.from);
      const definition = source && definitionIn(definitions, source.type);
      if (!source || !definition) {
        return [
          error(`Uses “${plainLabel(reference)}” of a node that no longer exists. Choose another value.`, at),
        ];
      }
      const name = source.name || definition.label;
      const loop = loopOf.get(source.id);
      if (loop !== undefined && loop !== loopOf.get(node.id)) {
        return [
          error(
            `Uses “${plainLabel(reference)}” of “${name}”, which is done for each item of “${byId.get(loop)?.name}”. Use the results of “${byId.get(loop)?.name}” instead.`,
            at,
          ),
        ];
      }
      // Behind it by lines, it is there in time; a circle of lines is told by itself.
      if (source.id === node.id || (late.has(source.id) && !upstream.has(source.id))) {
        return [
          error(
            `Uses “${plainLabel(reference)}” of “${name}”, which only runs after it. Choose another value.`,
            at,
          ),
        ];
      }
      const problems: Problem[] = checkField(
        reference,
        name,
        fieldsSeenFrom(graph, node.id, source, catalog, definitions),
      ).map((problem) => ({ ...problem, ...at }));
      if (definition.behaviour !== "trigger" && !upstream.has(source.id) && !told.has(source.id)) {
        told.add(source.id);
        problems.push(
          warning(
            `Also waits for “${name}”, because it uses its result, although no line leads here from it.`,
            at,
          ),
        );
      }
      return problems;
    });
  });
}

function checkEventField(reference: Reference, fields: Field[], isOpen: boolean): Problem[] {
  const [key] = reference.path;
  if (key === undefined || fields.some((field) => field.key === key)) return [];
  const message = `Uses “${plainLabel(reference)}” of the event, which no trigger declares.`;
  return [
    isOpen
      ? warning(`${message} Add it to the trigger's fields if the sender sends it.`)
      : error(`${message} Add it to the trigger's fields or choose another value.`),
  ];
}

function checkField(reference: Reference, name: string, fields: readonly Field[]): Problem[] {
  if (hasPath(fields, reference.path)) return [];
  return [error(`“${name}” puts out no “${plainLabel(reference)}”. Choose another value.`)];
}

/** Whether the path leads to a described field; inside lists and objects without described fields anything may be. */
function hasPath(fields: readonly Field[], path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const field = fields.find((each) => each.key === key);
  if (!field) return false;
  return field.type !== "object" || field.fields === undefined || hasPath(field.fields, rest);
}

/** Everything that has to wait for a node, by lines or by what it reads. */
function followers(
  graph: Graph,
  read: ReadonlyMap<string, readonly Reference[]>,
  bodies: ReadonlyMap<string, ReadonlySet<string>>,
): (id: string) => ReadonlySet<string> {
  const next = new Map<string, string[]>();
  const add = (from: string, to: string) => next.set(from, [...(next.get(from) ?? []), to]);
  for (const { source, target } of graph.edges) add(source, target);
  for (const [id, references] of read) {
    for (const { from } of references) if (from !== id) add(from, id);
  }
  // What follows a loop comes after everything that is done for its items.
  for (const { source, target } of graph.edges) {
    const body = bodies.get(source);
    if (body && !body.has(target)) for (const id of body) add(id, target);
  }
  return (id) => new Set(reachable([id], (each) => next.get(each) ?? []));
}

function distinct(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((reference) => [referenceKey(reference), reference])).values()];
}
