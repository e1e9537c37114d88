"use client";
import { useEffect, useState } from "react";
import type { Catalog, NodeDefinition } from "@/workflow/nodes/define";

const SHOWN = 3;

/** When a trigger of time starts its workflow next, as its settings stand; nothing while they are unfinished. */
export function UpcomingTimes(props: {
  definition: NodeDefinition;
  config: Readonly<Record<string, unknown>>;
  catalog: Catalog;
}) {
  const now = useMinute();
  const { definition, config, catalog } = props;
  const parsed = definition.config.safeParse(config);
  if (!definition.upcoming || !parsed.success || definition.check?.(parsed.data, catalog).length) return null;
  const { timeZone, times } = definition.upcoming(parsed.data, {
    from: now,
    timeZone: catalog.timeZone ?? "UTC",
    count: SHOWN,
  });
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone });
  return (
    <section aria-label="Next times" className="rounded-md bg-subtle px-3 py-2 text-[13px]">
      <p className="text-muted text-xs">Once published, next at ({timeZone}):</p>
      <ol>
        {times.map((time) => (
          <li key={time.getTime()}>{words.format(time)}</li>
        ))}
      </ol>
    </section>
  );
}

/** The time of day, told anew each minute. */
function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
