"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { cn } from "@/components/ui/cn";
import { PageHeader } from "@/components/ui/page-header";
import { useAddress } from "@/components/use-address";
import { Causes } from "./causes";
import { Connections } from "./connections";
import { EffectList } from "./effect-list";
import { Incidents } from "./incidents";
import { QueueHistory } from "./queue-history";
import { QueueList } from "./queue-list";
import { SendingSwitch } from "./sending-switch";
import { StoppedChains } from "./stopped-chains";
import { VIEWS, viewOf } from "./views";

/** Whether every system answers, and what waits, is stuck or was given up. */
export function Operations() {
  const trpc = useTRPC();
  const { get, set } = useAddress();
  const connectionId = get("connection");
  const health = useQuery(trpc.operations.health.queryOptions());
  const queued = health.data?.connections.reduce((sum, connection) => sum + connection.queued, 0);
  const counts = { queue: queued, held: health.data?.held, stuck: health.data?.stuck, ended: undefined };
  // Nobody asked for a view: the first in which there is something to see.
  const view = viewOf(get("view") ?? VIEWS.find(({ id }) => (counts[id] ?? 0) > 0)?.id ?? null);
  const chosen = health.data?.connections.find(({ id }) => id === connectionId);

  return (
    <>
      <PageHeader
        title="Operations"
        description="When a system is down its actions queue, everything else goes on, and the queue drains by itself."
        actions={<SendingSwitch />}
      />
      <Connections
        health={health}
        chosen={connectionId}
        onChoose={(id) =>
          set({
            connection: id === connectionId ? null : id,
            view: id === connectionId ? get("view") : "queue",
          })
        }
      />
      {health.data?.unrouted && (
        <p className="px-4 pt-3 text-[13px] text-muted sm:px-6">{health.data.unrouted}</p>
      )}
      <Incidents />
      <QueueHistory />
      <StoppedChains chains={health.data?.stoppedChains ?? []} />
      <nav aria-label="Actions" className="mt-6 flex flex-wrap gap-1 border-line border-b px-3 pb-2 sm:px-5">
        {VIEWS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-current={id === view ? "page" : undefined}
            onClick={() => set({ view: id })}
            className={cn(
              "h-7 shrink-0 rounded-md px-2.5 text-[13px] text-muted hover:bg-hover pointer-coarse:h-10",
              id === view && "bg-hover font-medium text-ink",
            )}
          >
            {label}
            {counts[id] !== undefined && counts[id] > 0 && (
              <span className="ml-1.5 tabular-nums">{counts[id]}</span>
            )}
          </button>
        ))}
        {chosen && (
          <button
            type="button"
            className="ml-auto h-7 shrink-0 rounded-md border border-accent bg-selected px-2 text-xs hover:bg-hover pointer-coarse:h-10"
            onClick={() => set({ connection: null })}
          >
            only “{chosen.name}” ×
          </button>
        )}
      </nav>
      {(view === "stuck" || view === "ended") && <Causes />}
      {view === "queue" && chosen ? (
        <QueueList key={chosen.id} connectionId={chosen.id} queued={chosen.queued} />
      ) : (
        <EffectList key={`${view} ${connectionId}`} view={view} connectionId={connectionId} />
      )}
    </>
  );
}
