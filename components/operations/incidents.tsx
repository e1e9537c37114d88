"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";

type Incident = Outputs["operations"]["incidents"][number];

/** What went wrong: what goes on still, and what is over where somebody asks for it. */
export function Incidents() {
  const trpc = useTRPC();
  const incidents = useQuery(trpc.operations.incidents.queryOptions());
  const [all, setAll] = useState(false);
  const found = incidents.data ?? [];
  if (found.length === 0) return null;
  const over = found.filter(({ closedAt }) => closedAt !== null).length;
  const shown = all ? found : found.filter(({ closedAt }) => closedAt === null);
  return (
    <section aria-label="Incidents" className="mt-4 px-4 sm:px-6">
      <div className="mb-1.5 flex items-center gap-3">
        <h2 className="font-medium text-[13px] text-muted">Incidents</h2>
        {over > 0 && (
          <Button size="small" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Hide what is over" : `${over} over`}
          </Button>
        )}
      </div>
      <ul className="flex flex-col gap-2">
        {shown.map((incident) => (
          <Row key={incident.id} incident={incident} />
        ))}
      </ul>
    </section>
  );
}

function Row({ incident }: { incident: Incident }) {
  const mayChange = useViewer().role === "admin";
  const { title, detail, openedAt, overAt, closedAt, outcome, told, problem } = incident;
  return (
    <li className="rounded-md border border-line-strong p-3 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark
          state={closedAt ? "confirmed" : "degraded"}
          label={closedAt ? "Over" : overAt ? "Ending" : "Open"}
        />
        <h3 className="min-w-0 flex-1 break-words font-medium">{title}</h3>
        <span className="text-muted text-xs">
          since <Time at={openedAt} />
        </span>
      </div>
      <p className="mt-1 break-words">{closedAt ? outcome : detail}</p>
      <p className="mt-0.5 break-words text-muted text-xs">
        {told === 0 ? (
          <>
            Nobody was told.{" "}
            {mayChange && (
              <Link href="/settings/alerts" className="underline underline-offset-2">
                Say who is told
              </Link>
            )}
          </>
        ) : told === 1 ? (
          "One address was told."
        ) : (
          `${told} addresses were told.`
        )}
        {problem && ` ${problem}`}
      </p>
    </li>
  );
}
