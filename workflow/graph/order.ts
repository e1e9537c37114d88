/**
 * Orders ids so that each stands behind everything it depends on; among equals the given order stays.
 * `cyclic` lists ids that depend on themselves in a circle, or on one that does; they are left out of `order`.
 */
export function inOrder(
  ids: readonly string[],
  dependsOn: (id: string) => Iterable<string>,
): { order: string[]; cyclic: string[] } {
  const known = new Set(ids);
  const waiting = new Map(
    ids.map((id) => [id, new Set([...dependsOn(id)].filter((other) => known.has(other)))]),
  );
  const order: string[] = [];
  for (let progress = true; progress && waiting.size > 0; ) {
    progress = false;
    for (const [id, open] of waiting) {
      if (open.size > 0) continue;
      waiting.delete(id);
      order.push(id);
      for (const others of waiting.values()) others.delete(id);
      progress = true;
    }
  }
  return { order, cyclic: [...waiting.keys()] };
}

/** Everything reachable from `start` by `next`, nearest first, without `start` itself unless it lies in a circle. */
export function reachable(start: Iterable<string>, next: (id: string) => Iterable<string>): string[] {
  const found = new Set<string>();
  let ring = [...start];
  while (ring.length > 0) {
    const further = ring.flatMap((id) => [...next(id)]).filter((id) => !found.has(id));
    for (const id of further) found.add(id);
    ring = [...new Set(further)];
  }
  return [...found];
}
