import type { Lane } from "@/workflow/stages";
import { cn } from "./cn";
import { FALLBACK_ICON, ICONS } from "./icons";

const TONES: Record<Lane, string> = {
  trigger: "bg-stage-trigger/12 text-stage-trigger",
  understand: "bg-stage-understand/12 text-stage-understand",
  decide: "bg-stage-decide/12 text-stage-decide",
  act: "bg-stage-act/12 text-stage-act",
  verify: "bg-stage-verify/12 text-stage-verify",
  flow: "bg-hover text-muted",
};

/** A tile in the stage's colour; always beside the stage's or the node's name, never alone. */
export function StageIcon({ lane, icon, small }: { lane: Lane; icon: string; small?: boolean }) {
  const Icon = ICONS[icon] ?? FALLBACK_ICON;
  return (
    <span
      className={cn("grid shrink-0 place-items-center rounded-sm", TONES[lane], small ? "size-5" : "size-6")}
    >
      <Icon size={small ? 12 : 14} aria-hidden />
    </span>
  );
}
