"use client";
import { useState } from "react";
import type { Outputs } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { StateMark } from "@/components/ui/state-mark";
import { DoAgainDialog } from "./do-again-dialog";

type Item = Outputs["operations"]["effects"]["items"][number];

/** Of an action that failed for good: lets an admin have it done again, or says how that went. */
export function DoAgain({ effect }: { effect: Pick<Item, "id" | "repeatable" | "repeatState"> }) {
  const mayHandle = useViewer().role === "admin";
  const [asking, setAsking] = useState(false);
  if (effect.repeatState !== null) {
    return (
      <span className="inline-flex items-center gap-1.5 text-muted text-xs">
        Done again: <StateMark state={effect.repeatState} />
      </span>
    );
  }
  if (!effect.repeatable || !mayHandle) return null;
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Do it again
      </Button>
      {asking && <DoAgainDialog effectId={effect.id} onClose={() => setAsking(false)} />}
    </>
  );
}
