import Link from "next/link";
import type { Outputs } from "@/components/api";
import { Time } from "@/components/ui/time";

/** Workflows that started one another until they were stopped, within the last day; nothing where there are none. */
export function StoppedChains({ chains }: { chains: Outputs["operations"]["health"]["stoppedChains"] }) {
  if (chains.length === 0) return null;
  return (
    <section aria-label="Stopped chains" className="mt-4 px-3 sm:px-5">
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">Stopped chains</h2>
      <ul className="flex flex-col gap-2">
        {chains.map(({ eventId, at, workflow, sentence, causeRunId }) => (
          <li key={eventId} className="rounded-md border border-line-strong p-3 text-[13px]">
            <p>{sentence}</p>
            <p className="mt-0.5 flex flex-wrap gap-x-3 text-muted text-xs">
              <Time at={at} />
              <Link href={`/workflows/${workflow.id}`} className="underline underline-offset-2">
                {workflow.name}
              </Link>
              {causeRunId && (
                <Link href={`/runs/${causeRunId}`} className="underline underline-offset-2">
                  The last run of the chain
                </Link>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
