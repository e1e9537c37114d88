import Link from "next/link";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import type { Preview } from "./reversal-preview";

/** What came later and builds on an action: it stays as it is when the action is taken back. */
export function LaterList({ later }: { later: Preview["later"] }) {
  if (later.length === 0) return null;
  return (
    <section aria-label="What came later">
      <h3 className="font-medium text-[13px] text-muted">What came later and builds on it stays as it is</h3>
      <ul className="mt-1.5 divide-y divide-line border-line border-y">
        {later.map((each) => (
          <li key={each.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1.5 text-[13px]">
            <Link
              className="min-w-0 flex-1 basis-48 break-words underline underline-offset-2"
              href={each.kind === "run" ? `/runs/${each.id}` : `/audit?action=${each.id}`}
            >
              {each.kind === "run"
                ? `A run of “${each.workflow}”${each.subject && ` for ${each.subject}`}`
                : each.summary}
            </Link>
            <StateMark state={each.state} />
            <span className="text-muted text-xs">
              {each.kind === "action" && `${each.by}, `}
              <Time at={each.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
