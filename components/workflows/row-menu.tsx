"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, Copy, MoreHorizontal, Pause, Pencil, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { type Inputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { RenameDialog } from "./rename-dialog";
import type { WorkflowItem } from "./workflow-item";

type Change = Inputs["workflows"]["setStatus"]["change"];
const DONE: Record<Change, string> = {
  pause: "paused; new events wait until it is resumed",
  resume: "resumed",
  archive: "archived",
};

/** What can be done with a workflow without opening it. */
export function RowMenu({ item }: { item: WorkflowItem }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState<"rename" | "archive" | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.workflows.pathKey() });
  const setStatus = useMutation(
    trpc.workflows.setStatus.mutationOptions({
      onSuccess: async (_, { change }) => {
        setAsking(null);
        toast.success(`“${item.name}” is ${DONE[change]}.`);
        await refresh();
      },
    }),
  );
  const duplicate = useMutation(
    trpc.workflows.duplicate.mutationOptions({ onSuccess: ({ id }) => router.push(`/workflows/${id}`) }),
  );
  const change = (to: Change) => setStatus.mutate({ workflowId: item.id, change: to });

  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button variant="quiet" size="icon" aria-label={`Actions for ${item.name}`}>
            <MoreHorizontal size={16} aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => setAsking("rename")}>
            <Pencil size={14} aria-hidden /> Rename
          </MenuItem>
          <MenuItem onSelect={() => duplicate.mutate({ workflowId: item.id })}>
            <Copy size={14} aria-hidden /> Duplicate
          </MenuItem>
          <MenuSeparator />
          {item.status === "live" && (
            <MenuItem onSelect={() => change("pause")}>
              <Pause size={14} aria-hidden /> Pause
            </MenuItem>
          )}
          {(item.status === "paused" || item.status === "archived") && (
            <MenuItem onSelect={() => change("resume")}>
              <Play size={14} aria-hidden /> Resume
            </MenuItem>
          )}
          {item.status !== "archived" && (
            <MenuItem danger onSelect={() => setAsking("archive")}>
              <Archive size={14} aria-hidden /> Archive
            </MenuItem>
          )}
        </MenuContent>
      </Menu>
      {asking === "rename" && (
        <RenameDialog item={item} onClose={() => setAsking(null)} onRenamed={refresh} />
      )}
      <ConfirmDialog
        open={asking === "archive"}
        onOpenChange={(open) => !open && setAsking(null)}
        title={`Archive “${item.name}”?`}
        description="New events are refused. Runs that are under way go on, and its history stays. It can be resumed."
        action="Archive"
        danger
        loading={setStatus.isPending}
        onConfirm={() => change("archive")}
      />
    </>
  );
}
