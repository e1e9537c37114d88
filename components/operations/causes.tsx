"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Time } from "@/components/ui/time";
import { CauseActions } from "./cause-actions";

/** What was wrong, the most frequent first; only worth its place where something repeats. */
export function Causes() {
  const trpc = useTRPC();
  const mayHandle = useViewer().role === "admin";
  const causes = useQuery(trpc.operations.causes.queryOptions());
  const repeated = causes.data?.filter(({ count }) => count > 1) ?? [];
  if (repeated.length === 0) return null;
  return (
    <section aria-label="By cause" className="border-line border-b px-4 py-3 sm:px-6">
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">By cause</h2>
      <ul className="flex flex-col gap-1 text-[13px]">
        {repeated.map((cause) => (
          <li
            key={`${cause.action} ${cause.connectionId} ${cause.failureClass} ${cause.key}`}
            className="flex flex-wrap items-start gap-x-3 gap-y-1"
          >
            <span className="w-10 shrink-0 text-right font-mono">{cause.count} ×</span>
            <span className="min-w-0 flex-1 break-words">
              {(cause.count > 1 ? cause.key : cause.reason) || "No reason was given."}
              {cause.connectionName && <span className="text-muted"> {cause.connectionName}</span>}
            </span>
            {mayHandle && cause.stuck > 0 && <CauseActions cause={cause} />}
            <span className="hidden shrink-0 text-muted text-xs sm:inline">
              first <Time at={cause.oldestAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
