"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { LoadProblem } from "@/components/ui/load-problem";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { minuteTime, useTimeZone } from "@/components/ui/time";
import { type Bar, barsOf, waited } from "./queue-bars";
import { QueueChart } from "./queue-chart";

type Span = "1" | "24";
const SPANS: { value: Span; label: string }[] = [
  { value: "1", label: "Last hour" },
  { value: "24", label: "Last 24 hours" },
];

/** What waited for each connection over time, and for how long: a bar for every minute or quarter of an hour. */
export function QueueHistory() {
  const trpc = useTRPC();
  const [hours, setHours] = useState<Span>("24");
  const { data, ...history } = useQuery({
    ...trpc.operations.queueHistory.queryOptions({ hours }),
    refetchInterval: 60_000,
  });
  return (
    <section aria-labelledby="queue-history" className="px-4 pt-6 sm:px-6">
      <div className="flex items-center justify-between gap-3">
        <h2 id="queue-history" className="font-semibold text-[15px]">
          Queues over time
        </h2>
        <Select
          aria-label="How far back"
          value={hours}
          onValueChange={(value) => setHours(value as Span)}
          options={SPANS}
        />
      </div>
      {data ? (
        <Charts history={data} hours={hours} />
      ) : history.isPending ? (
        <Skeleton className="mt-2 h-16" />
      ) : (
        <LoadProblem title="The queues could not be told" error={history.error} onRetry={history.refetch} />
      )}
    </section>
  );
}

function Charts({ history, hours }: { history: Outputs["operations"]["queueHistory"]; hours: Span }) {
  if (history.connections.length === 0) {
    return (
      <p className="mt-2 text-[13px] text-muted">
        Nothing has waited in the last {hours === "1" ? "hour" : "24 hours"}. When a system is slow or down,
        its queue grows here.
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line">
      {history.connections.map(({ id, name, points }) => (
        <li key={id} className="py-3">
          <Connection name={name} bars={barsOf(history, points)} />
        </li>
      ))}
    </ul>
  );
}

function Connection({ name, bars }: { name: string; bars: Bar[] }) {
  const timeZone = useTimeZone();
  const busy = bars.filter(({ queued }) => queued > 0);
  const peak = busy.reduce((most, bar) => (bar.queued > most.queued ? bar : most));
  const longest = busy.reduce((most, bar) => (bar.oldestSeconds > most.oldestSeconds ? bar : most));
  const at = (bar: Bar) => minuteTime(bar.at, timeZone);
  const most = `At most ${peak.queued.toLocaleString("en")} waited, at ${at(peak)}`;
  const oldest = `the oldest waited ${waited(longest.oldestSeconds)}, at ${at(longest)}`;
  return (
    <>
      <p className="text-[13px]">
        <span className="font-medium">{name}</span>{" "}
        <span className="text-muted">
          {most}; {oldest}.
        </span>
      </p>
      <div className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-2">
        <QueueChart
          title="Waiting"
          summary={`${name}: ${most}`}
          bars={bars.map((bar) => ({
            value: bar.queued,
            words: `${at(bar)}: ${bar.queued.toLocaleString("en")} waited`,
          }))}
        />
        <QueueChart
          title="Age of the oldest"
          summary={`${name}: ${oldest}`}
          bars={bars.map((bar) => ({
            value: bar.oldestSeconds,
            words: `${at(bar)}: ${waited(bar.oldestSeconds)}`,
          }))}
        />
      </div>
      <details className="mt-1 text-xs">
        <summary className="cursor-pointer text-muted">As a table</summary>
        <table className="mt-2 w-full max-w-md text-left tabular-nums">
          <thead className="text-muted">
            <tr>
              <th className="py-1 font-normal">From</th>
              <th className="py-1 font-normal">Waited at most</th>
              <th className="py-1 font-normal">Oldest</th>
            </tr>
          </thead>
          <tbody>
            {busy.map((bar) => (
              <tr key={bar.at.getTime()}>
                <td className="py-0.5">{at(bar)}</td>
                <td className="py-0.5">{bar.queued.toLocaleString("en")}</td>
                <td className="py-0.5">{waited(bar.oldestSeconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
