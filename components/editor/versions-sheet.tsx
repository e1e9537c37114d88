"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { Time } from "@/components/ui/time";
import { useEditor, useEditorStore } from "./store";

/** Every version that was published, by whom and when; any can be taken back as the draft. */
export function VersionsSheet(props: {
  workflowId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const editable = useEditor((state) => state.editable);
  const revision = useEditor((state) => state.revision);
  const versions = useQuery({
    ...trpc.workflows.versions.queryOptions({ workflowId: props.workflowId }),
    enabled: props.open,
  });
  const restore = useMutation(
    trpc.workflows.restoreVersion.mutationOptions({
      onSuccess: async () => {
        const fresh = await queries.fetchQuery({
          ...trpc.workflows.get.queryOptions({ workflowId: props.workflowId }),
          staleTime: 0,
        });
        store.getState().load(fresh.draft, fresh.draftRevision);
        props.onOpenChange(false);
        toast.success("The version is the draft now. Publish it to make it live.");
      },
    }),
  );
  return (
    <Sheet open={props.open} onOpenChange={props.onOpenChange}>
      <SheetContent side="right" aria-describedby={undefined}>
        <SheetTitle className="mb-4 font-semibold text-base">Versions</SheetTitle>
        {versions.isPending && <Skeleton className="h-40 w-full" />}
        {versions.isError && <p className="text-[13px] text-state-failed">{errorSentence(versions.error)}</p>}
        {versions.data?.items.length === 0 && (
          <p className="text-[13px] text-muted">Nothing was published yet.</p>
        )}
        <ul className="min-h-0 flex-1 divide-y divide-line overflow-y-auto">
          {versions.data?.items.map((version) => (
            <li key={version.id} className="flex items-center gap-3 py-2.5 text-[13px]">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">
                  Version {version.number}
                  {version.name && ` · ${version.name}`}
                </span>
                <span className="block truncate text-muted text-xs">
                  {version.publishedBy}, <Time at={version.publishedAt} />
                </span>
              </span>
              {editable && (
                <Button
                  size="small"
                  loading={restore.isPending && restore.variables?.versionId === version.id}
                  onClick={() => restore.mutate({ versionId: version.id, revision })}
                >
                  Restore as draft
                </Button>
              )}
            </li>
          ))}
        </ul>
      </SheetContent>
    </Sheet>
  );
}
