import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { StageIcon } from "@/components/ui/stage-icon";
import { Time } from "@/components/ui/time";
import { type Lane, STAGES } from "@/workflow/stages";
import type { EntryDetail } from "./entry-detail";

type CauseLink = EntryDetail["chain"][number];

const KINDS: Record<CauseLink["kind"], { lane: Lane; word: string }> = {
  event: { lane: "trigger", word: "Event" },
  decision: { lane: "decide", word: "Decision" },
  action: { lane: "act", word: "Action" },
  verification: { lane: "verify", word: "Verification" },
  reversal: { lane: "flow", word: "Reversal" },
};

/** From what arrived, over what was decided, to what was done and how it was checked. */
export function CauseChain({
  chain,
  hrefOf,
}: {
  chain: readonly CauseLink[];
  hrefOf: (id: string) => string;
}) {
  return (
    <ol className="flex flex-col">
      {chain.map((link, at) => {
        const { lane, word } = KINDS[link.kind];
        const icon = STAGES.find(({ id }) => id === lane)?.icon ?? "undo-2";
        return (
          <li
            key={link.entryId ?? `${link.kind}-${at}`}
            aria-current={link.here ? "step" : undefined}
            className={cn("flex gap-2.5 rounded-md px-2 py-1.5 text-[13px]", link.here && "bg-selected")}
          >
            <StageIcon lane={lane} icon={icon} />
            <div className="min-w-0 flex-1">
              <p className="flex items-baseline gap-2 text-muted text-xs">
                <span className="flex-1">{word}</span>
                <Time at={link.at} />
              </p>
              <p className="break-words">
                {link.entryId && !link.here ? (
                  <Link
                    href={hrefOf(link.entryId)}
                    scroll={false}
                    className="underline-offset-2 hover:underline"
                  >
                    {link.label}
                  </Link>
                ) : (
                  link.label
                )}
              </p>
              {link.detail && <p className="break-words text-muted">{link.detail}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
