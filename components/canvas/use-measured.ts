"use client";
import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import type { CardNode } from "./model";

type Size = { width: number; height: number };

/**
 * Keeps what React Flow has measured of each card. A card that comes back without is measured anew, and where that
 * coincides with another change it never is: its lines are not drawn then. Other ways out are other places for lines.
 */
export function useMeasured(nodes: CardNode[]) {
  const [sizes, setSizes] = useState<ReadonlyMap<string, Size>>(new Map());
  const measured = useMemo(
    () =>
      nodes.map((node): CardNode => {
        const size = sizes.get(keyOf(node));
        return size ? { ...node, measured: size } : node;
      }),
    [nodes, sizes],
  );
  const onMeasured = useCallback(
    (changes: readonly NodeChange<CardNode>[]) => {
      const found = changes.flatMap((change): [string, Size][] => {
        const node = change.type === "dimensions" && nodes.find(({ id }) => id === change.id);
        return node && change.dimensions ? [[keyOf(node), change.dimensions]] : [];
      });
      if (found.length > 0) setSizes((before) => new Map([...before, ...found]));
    },
    [nodes],
  );
  return { measured, onMeasured };
}

function keyOf({ id, data }: CardNode): string {
  return [id, ...data.ports.map((port) => port.id)].join(" ");
}
