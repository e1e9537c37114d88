import { Inbox } from "lucide-react";
import Link from "next/link";
import type { RunDetail } from "./run-overlay";

/** What of this run waits for a person right now. */
export function OpenReviews({ run }: { run: RunDetail }) {
  const open = run.reviews.filter((review) => review.status === "open");
  if (open.length === 0) return null;
  return (
    <section aria-label="Waits for a person">
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">Waits for a person</h2>
      <ul className="flex flex-col gap-1.5">
        {open.map((review) => (
          <li key={review.id}>
            <Link
              href={`/inbox/${review.id}`}
              className="flex items-start gap-2 rounded-md border border-line-strong px-3 py-2 text-[13px] hover:bg-hover"
            >
              <Inbox size={14} className="mt-0.5 shrink-0 text-state-waiting" aria-hidden />
              {review.ask}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
