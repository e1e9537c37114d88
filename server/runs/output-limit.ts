import type { JsonObject } from "@/workflow/json";
import type { PlanNode } from "@/workflow/plan/plan";

const MEGABYTE = 1024 * 1024;
/** Engines keep ports alone, so this is ours: what one row of Postgres carries well, and a worker reads in one go. */
const MOST_MEGABYTES = 16;

/** @returns why what a node came to cannot be kept, in a sentence; null when it can */
export function refuseOutput(node: PlanNode, output: JsonObject): string | null {
  const size = JSON.stringify(output).length;
  if (size <= MOST_MEGABYTES * MEGABYTE) return null;
  return `“${node.name}” came to ${Math.ceil(size / MEGABYTE)} MB, and a node may come to ${MOST_MEGABYTES} MB at most. Let it take less: fewer fields, or fewer records.`;
}
