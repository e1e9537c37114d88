import Link from "next/link";
import type { Outputs } from "@/components/api";

type Preview = Outputs["guardrails"]["previewHosts"];

/** What a list of hosts would cut off: the connections, and how much went over them of late. */
export function HostsPreview({ preview: { days, looked, held, cutOff } }: { preview: Preview }) {
  return (
    <section aria-live="polite" aria-label="What it would cut off" className="text-[13px]">
      <p>
        {cutOff.length === 0
          ? "Every connection leads to a host that may be reached."
          : `This would have stopped ${held.toLocaleString("en")} of ${looked.toLocaleString("en")} actions over connections in the last ${days} days, and cuts off:`}
      </p>
      <ul className="mt-2">
        {cutOff.map(({ id, name, host, actions }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 border-line border-b py-1.5">
            <Link
              className="min-w-0 flex-1 truncate underline underline-offset-2"
              href="/settings/connections"
            >
              {name}
            </Link>
            <span className="break-all font-mono text-xs">{host}</span>
            <span className="text-muted">
              {actions === 1 ? "1 action" : `${actions.toLocaleString("en")} actions`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
