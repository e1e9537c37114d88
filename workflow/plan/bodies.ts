import { EACH_ITEM } from "@/workflow/nodes/loops";
import { MendDrawing, type PlanNode } from "./plan";

/** A node of a plan in the making, with the ids of what its settings read. */
export type Drawn = { node: PlanNode; reads: string[] };

/**
 * Separates what loops do per item from the rest. In its body a loop stands as the trigger; outside it also
 * waits for what its body reads.
 * @throws MendDrawing where a body is not closed: nothing may lead or read into it from outside.
 */
export function takeBodiesOut(
  drawn: ReadonlyMap<string, Drawn>,
  members: ReadonlyMap<string, ReadonlySet<string>>,
): { outer: Map<string, Drawn>; bodies: Map<string, Map<string, Drawn>> } {
  const outer = new Map(drawn);
  const bodies = new Map<string, Map<string, Drawn>>();
  for (const [loopId, ids] of members) {
    const loop = drawn.get(loopId);
    if (!loop) continue;
    const inside = new Map([[loopId, asTrigger(loop)]]);
    for (const id of ids) {
      const each = drawn.get(id);
      if (!each) continue;
      if (members.has(id)) throw new MendDrawing(`“${each.node.name}” stands within “${loop.node.name}”.`);
      inside.set(id, each);
      outer.delete(id);
    }
    refuseStrays(loop, inside);
    const reads = [...inside.values()].flatMap((each) => each.reads).filter((id) => !inside.has(id));
    outer.set(loopId, { ...loop, reads: [...new Set([...loop.reads, ...reads])] });
    bodies.set(loopId, inside);
  }
  for (const { node, reads } of outer.values()) {
    if (reads.some((id) => drawn.has(id) && !outer.has(id))) {
      throw new MendDrawing(`“${node.name}” uses what a “for each” does per item. Use its results instead.`);
    }
  }
  return { outer, bodies };
}

function asTrigger({ node }: Drawn): Drawn {
  const ports = node.ports.filter(({ id }) => id === EACH_ITEM);
  return { node: { ...node, behaviour: "trigger", incoming: [], ports }, reads: [] };
}

function refuseStrays({ node: loop }: Drawn, inside: ReadonlyMap<string, Drawn>): void {
  for (const { node } of inside.values()) {
    const stray = node.incoming.some(
      ({ source, sourcePort }) => !inside.has(source) || (source === loop.id && sourcePort !== EACH_ITEM),
    );
    if (stray) throw new MendDrawing(`A line leads to “${node.name}” from outside of “${loop.name}”.`);
  }
}
