import { cn } from "@/components/ui/cn";
import { Time } from "@/components/ui/time";

const SOON_MS = 4 * 3_600_000;

/** When an answer is due: quiet, then amber, then red once it is late. */
export function Due({ at, now = Date.now() }: { at: Date | null; now?: number }) {
  if (!at) return null;
  const left = at.getTime() - now;
  return (
    <span
      className={cn(
        "whitespace-nowrap text-xs",
        left < 0 ? "text-state-failed" : left < SOON_MS ? "text-state-waiting" : "text-muted",
      )}
    >
      {left < 0 ? "was due " : "due "}
      <Time at={at} />
    </span>
  );
}
