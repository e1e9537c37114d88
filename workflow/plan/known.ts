import { CONFIRMED } from "@/workflow/nodes/outcomes";
import type { Plan } from "./plan";

/**
 * What stands of a run that is taken up where another left it, and that no driver needs to be asked again: the ports
 * of settled nodes, and which others have begun. A branch once taken stays taken.
 */
export type Known = { settled: ReadonlyMap<string, string>; begun: ReadonlySet<string> };

export const NOTHING_KNOWN: Known = { settled: new Map(), begun: new Set() };

/**
 * Whether what stands tells everything. It does not say of an action that ended unconfirmed whether it had been
 * accepted before, which is what an edge that does not wait asks; who remembers the answer has to go on.
 */
export function isTold({ nodes }: Pick<Plan, "nodes">, { settled, begun }: Known): boolean {
  return nodes.every(
    ({ id, incoming }) =>
      settled.has(id) ||
      begun.has(id) ||
      !incoming.some(({ source, dontWait }) => {
        const port = settled.get(source);
        return dontWait && port !== undefined && port !== CONFIRMED;
      }),
  );
}
