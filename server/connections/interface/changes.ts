import { callHash, changeOfCall } from "@/server/openapi/compare";
import type { Classification } from "@/workflow/operations/classification";
import type { Operation, OperationDefinition } from "@/workflow/operations/operation";

/** An operation as the connection has had it so far. */
export type StandingOperation = {
  key: string;
  summary: string;
  definition: OperationDefinition;
  callHash: string;
  classification: Classification | null;
  removed: boolean;
};

/** What an import changes, in words; at most 200 of each are listed. */
export type DocumentChanges = {
  added: { key: string; summary: string }[];
  removed: { key: string; summary: string }[];
  changed: { key: string; summary: string; what: string }[];
  /** How many have to be confirmed again, because they, or what they are checked or taken back by, changed. */
  reopened: number;
  counts: { added: number; removed: number; changed: number };
};

export type Compared = { changes: DocumentChanges; reopened: ReadonlySet<string> };

const MOST_LISTED = 200;

/** What differs between a connection's operations and those of a new version of its document. */
export function compareOperations(
  standing: readonly StandingOperation[],
  operations: readonly Operation[],
): Compared {
  const before = new Map(standing.map((each) => [each.key, each]));
  const after = new Map(operations.map((each) => [each.key, each]));
  const isNew = ({ key }: Operation) => before.get(key)?.removed ?? true;
  const added = operations.filter(isNew);
  const removed = standing.filter((each) => !each.removed && !after.has(each.key));
  const changed = operations.flatMap((operation) => {
    const was = before.get(operation.key);
    if (!was || was.removed || was.callHash === callHash(operation)) return [];
    return [{ ...named(operation), what: changeOfCall(was.definition, operation) }];
  });
  const reopened = new Set(
    standing.filter((each) => each.classification && !stillHolds(each, after)).map(({ key }) => key),
  );
  return {
    reopened,
    changes: {
      added: added.slice(0, MOST_LISTED).map(named),
      removed: removed.slice(0, MOST_LISTED).map(named),
      changed: changed.slice(0, MOST_LISTED),
      reopened: reopened.size,
      counts: { added: added.length, removed: removed.length, changed: changed.length },
    },
  };
}

/** What was confirmed holds for exactly what was confirmed: the operation, and those it is checked and taken back by. */
function stillHolds(standing: StandingOperation, after: ReadonlyMap<string, Operation>): boolean {
  const operation = after.get(standing.key);
  if (!operation || standing.removed || callHash(operation) !== standing.callHash) return false;
  const { readBack, reversal } = standing.classification ?? {};
  return [readBack, reversal?.by].every((related) => {
    if (!related) return true;
    const other = after.get(related.operation);
    return other !== undefined && other.method === related.method && other.path === related.path;
  });
}

function named({ key, summary }: { key: string; summary: string }) {
  return { key, summary };
}
