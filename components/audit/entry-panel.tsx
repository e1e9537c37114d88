"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { Diff } from "@/components/ui/diff";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { exactTime, useTimeZone } from "@/components/ui/time";
import { CauseChain } from "./cause-chain";
import { EffectSection } from "./effect-section";
import type { EntryDetail } from "./entry-detail";
import { Part } from "./part";

/** One entry: what changed, how it came about, and the way to take it back. */
export function EntryPanel(props: { entryId: string; hrefOf: (id: string) => string; onClose: () => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.audit.get.queryOptions({ entryId: props.entryId }));
  return (
    <div className="flex flex-col gap-5 p-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">{query.data && <Head entry={query.data.entry} />}</div>
        <Button variant="quiet" size="icon" aria-label="Close" onClick={props.onClose}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      {query.isPending ? (
        <>
          <Skeleton className="h-6 w-4/5" />
          <Skeleton className="h-32" />
          <Skeleton className="h-40" />
        </>
      ) : query.isError ? (
        <LoadProblem title="This entry cannot be shown" error={query.error} onRetry={query.refetch} />
      ) : (
        <Body detail={query.data} hrefOf={props.hrefOf} />
      )}
    </div>
  );
}

function Head({ entry }: { entry: EntryDetail["entry"] }) {
  const timeZone = useTimeZone();
  return (
    <>
      <p className="text-muted text-xs">
        {entry.actor.name} · {entry.said} · {entry.object.name}
      </p>
      <h2 className="mt-0.5 text-balance break-words font-semibold text-base">{entry.summary}</h2>
      <p className="mt-1 text-muted text-xs">{exactTime(entry.at, timeZone)}</p>
      {entry.why && (
        <p className="mt-2 text-[13px]">
          <span className="text-muted">Why: </span>
          {entry.why}
        </p>
      )}
    </>
  );
}

function Body({ detail, hrefOf }: { detail: EntryDetail; hrefOf: (id: string) => string }) {
  const { entry, chain, effect } = detail;
  return (
    <>
      {(entry.before !== null || entry.after !== null) && (
        <Part title="What changed">
          <Diff before={entry.before} after={entry.after} />
        </Part>
      )}
      {effect && <EffectSection effect={effect} reversal={detail.reversal} />}
      {chain.length > 0 && (
        <Part title="How it came about">
          <CauseChain chain={chain} hrefOf={hrefOf} />
        </Part>
      )}
      <Links entry={entry} />
    </>
  );
}

function Links({ entry }: { entry: EntryDetail["entry"] }) {
  const viewer = useViewer();
  const links = [
    entry.runId && { href: `/runs/${entry.runId}`, label: "The run" },
    entry.reviewId && { href: `/inbox/${entry.reviewId}?view=all`, label: "The review" },
    entry.workflowId && { href: `/workflows/${entry.workflowId}`, label: "The workflow" },
    entry.object.kind === "record" && {
      href: `/audit?on=record&object=${entry.object.id}`,
      label: "Everything about this record",
    },
    entry.runId && { href: `/audit?run=${entry.runId}`, label: "Everything in this run" },
    entry.runId &&
      viewer.role === "admin" && { href: `/runs/${entry.runId}/reversal`, label: "Take back the whole run" },
  ].filter((link) => typeof link === "object" && link !== null);
  if (links.length === 0) return null;
  return (
    <nav
      aria-label="Belongs to"
      className="flex flex-wrap gap-x-4 gap-y-1 border-line border-t pt-3 text-[13px]"
    >
      {links.map(({ href, label }) => (
        <Link key={href} href={href} className="underline underline-offset-2">
          {label}
        </Link>
      ))}
    </nav>
  );
}
