import type { Inputs } from "@/components/api";

type Status = NonNullable<Inputs["runs"]["list"]["statuses"]>[number];

/** What the list of runs can be narrowed to, as it stands in the address. */
export const RUN_FILTERS: readonly { id: string; label: string; statuses: Status[] }[] = [
  { id: "attention", label: "Needs attention", statuses: ["waiting", "degraded", "failed"] },
  { id: "active", label: "Under way", statuses: ["queued", "running", "waiting", "degraded"] },
  { id: "waiting", label: "Waiting for a person", statuses: ["waiting"] },
  { id: "degraded", label: "Degraded", statuses: ["degraded"] },
  { id: "done", label: "Done", statuses: ["done"] },
  { id: "failed", label: "Failed", statuses: ["failed"] },
  { id: "canceled", label: "Canceled", statuses: ["canceled"] },
];

/** The statuses that a filter stands for; undefined for all of them. */
export function statusesOf(filter: string | null): Status[] | undefined {
  return RUN_FILTERS.find(({ id }) => id === filter)?.statuses;
}
