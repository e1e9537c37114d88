import fc from "fast-check";
import type { Graph } from "@/workflow/graph/schema";
import { BARE, drawing } from "../testing";

const TYPES = ["pure", "effect", "review", "wait"] as const;

/** Random drawings: every node may have lines from, and read, any node before it. */
export const drawings: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.array(
      fc.record({
        type: fc.constantFrom(...TYPES),
        first: fc.boolean(),
        sources: fc.array(fc.record({ back: fc.nat(20), port: fc.nat(1), dontWait: fc.boolean() }), {
          maxLength: 3,
        }),
        reads: fc.array(fc.nat(20), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
  )
  .map(([triggers, inner]) => {
    const ids = [...Array.from({ length: triggers }, (_, i) => `t${i}`), ...inner.map((_, i) => `n${i}`)];
    const types = [...Array.from({ length: triggers }, () => "trigger"), ...inner.map(({ type }) => type)];
    const before = (index: number, back: number) => back % (triggers + index);
    const nodes = Object.fromEntries(
      ids.map((id, at) => {
        const node = inner[at - triggers];
        const reads = [...new Set(node?.reads.map((back) => ids[before(at - triggers, back)] ?? "t0") ?? [])];
        return [id, { type: types[at] ?? "pure", join: node?.first ? "first" : "all", reads } as const];
      }),
    );
    const edges = inner.flatMap(({ sources }, index) =>
      sources.map(({ back, port, dontWait }) => {
        const source = before(index, back);
        const ports = BARE[types[source] ?? "pure"]?.ports({}) ?? [];
        const from = `${ids[source]}.${ports[port % ports.length]?.id}`;
        return `${from} n${index}${dontWait ? " don't wait" : ""}`;
      }),
    );
    return drawing(nodes, [...new Set(edges)]);
  });
