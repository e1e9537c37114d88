"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { EditDialog } from "@/components/operations/edit-dialog";
import { Button } from "@/components/ui/button";
import type { ReviewDetail } from "./packet";

/** Of an action that a system refused: an admin mends here what was wrong with it, and it is tried again. */
export function MendByChange({ review }: { review: ReviewDetail["review"] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const viewer = useViewer();
  const [open, setOpen] = useState(false);
  // What may have arrived is not changed: whether it did is the question then.
  const refused = review.kind === "mend" && !review.packet.answers.some(({ id }) => id === "arrived");
  if (!refused || !review.effectId || review.status !== "open" || viewer.role !== "admin") return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button onClick={() => setOpen(true)}>Change what is sent…</Button>
      <p className="text-muted text-xs">Then it is tried again by itself.</p>
      {open && (
        <EditDialog
          effectId={review.effectId}
          onClose={() => {
            setOpen(false);
            void queries.invalidateQueries({ queryKey: trpc.reviews.pathKey() });
          }}
        />
      )}
    </div>
  );
}
