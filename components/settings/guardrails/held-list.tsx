import Link from "next/link";
import { Time } from "@/components/ui/time";

type Held = { id: string; runId: string | null; summary: string; at: Date; why: string };

/** What a rule would have held: how much in a sentence, and the newest of it. */
export function HeldList(props: { sentence: string; held: number; newest: readonly Held[] }) {
  const { sentence, held, newest } = props;
  return (
    <section aria-live="polite" aria-label="What it would have held">
      <p className="text-[13px]">{sentence}</p>
      {newest.length > 0 && (
        <details className="mt-2 text-[13px]" open>
          <summary className="cursor-pointer text-muted">
            {newest.length < held ? `The newest ${newest.length}` : "Which ones"}
          </summary>
          <ul className="mt-2 max-h-72 overflow-y-auto">
            {newest.map(({ id, runId, summary, at, why }) => (
              <li key={id} className="border-line border-b py-1.5">
                <p className="flex items-baseline gap-3">
                  <span className="min-w-0 flex-1 truncate">
                    {runId ? (
                      <Link className="underline underline-offset-2" href={`/runs/${runId}`}>
                        {summary}
                      </Link>
                    ) : (
                      summary
                    )}
                  </span>
                  <Time at={at} />
                </p>
                <p className="break-words text-muted text-xs">{why}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
