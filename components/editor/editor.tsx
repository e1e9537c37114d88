"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { errorCode, errorSentence, type Outputs, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import type { Graph } from "@/workflow/graph/schema";
import { validate } from "@/workflow/graph/validate";
import type { Catalog } from "@/workflow/nodes/define";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { EditorCanvas } from "./canvas";
import { ConnectDialog } from "./connect-dialog";
import { EndpointsDialog } from "./endpoints-dialog";
import { NodePanel } from "./node-panel";
import { Palette } from "./palette";
import { ProblemsBar } from "./problems-bar";
import { PublishDialog } from "./publish-dialog";
import { RunLimitsDialog } from "./run-limits-dialog";
import { EditorProvider, useEditor, useEditorStore, useGraph } from "./store";
import { type TestResult, TestRunSheet } from "./test-run";
import { TopBar } from "./top-bar";
import { type SaveResult, useAutosave } from "./use-autosave";
import { useEditorCommands } from "./use-editor-commands";
import { useEditorKeys } from "./use-editor-keys";
import { VersionsSheet } from "./versions-sheet";

type Workflow = Outputs["workflows"]["get"];

/** One workflow on the canvas. Reviewers may look; admins and builders draw. */
export function Editor({ workflowId }: { workflowId: string }) {
  const trpc = useTRPC();
  const viewer = useViewer();
  // The drawing is read once; afterwards the editor's own document is what counts.
  const workflow = useQuery({
    ...trpc.workflows.get.queryOptions({ workflowId }),
    refetchOnWindowFocus: false,
  });
  const catalog = useQuery(trpc.workflows.catalog.queryOptions());

  const error = workflow.error ?? catalog.error;
  if (error) {
    return (
      <div className="grid h-full place-items-center p-6">
        <EmptyState title="This workflow cannot be shown" description={errorSentence(error)} />
      </div>
    );
  }
  if (!workflow.data || !catalog.data) return <Skeleton className="m-4 h-[calc(100%-2rem)]" />;
  return (
    <EditorProvider
      key={workflowId}
      workflowId={workflowId}
      graph={workflow.data.draft}
      revision={workflow.data.draftRevision}
      editable={viewer.role !== "reviewer" && workflow.data.status !== "archived"}
    >
      <ReactFlowProvider>
        <Desk workflow={workflow.data} catalog={catalog.data} />
      </ReactFlowProvider>
    </EditorProvider>
  );
}

type Opened = "test" | "publish" | "versions" | "endpoints" | "limits" | "help" | null;

function Desk({ workflow, catalog }: { workflow: Workflow; catalog: Catalog }) {
  const flow = useReactFlow();
  const graph = useDeferredValue(useGraph());
  const problems = useMemo(() => validate(graph, catalog, DEFINITIONS), [graph, catalog]);
  const [opened, setOpened] = useState<Opened>(null);
  const [test, setTest] = useState<TestResult | null>(null);
  const openNode = useEditor((state) => state.openNode);
  const show = (what: Opened) => (open: boolean) => setOpened(open ? what : null);

  useAutosave(useSave(workflow.id));
  const handlers = useMemo(
    () => ({
      testRun: () => setOpened("test"),
      publish: () => setOpened("publish"),
      help: () => setOpened("help"),
    }),
    [],
  );
  useEditorKeys(handlers);
  useEditorCommands(handlers);
  const middle = useCallback(
    () => flow.screenToFlowPosition({ x: window.innerWidth / 2 - 120, y: window.innerHeight / 2 - 40 }),
    [flow],
  );

  return (
    <div className="flex h-full flex-col">
      <TopBar
        name={workflow.name}
        status={workflow.status}
        publishedNumber={workflow.published?.number ?? null}
        hasUnpublishedChanges={workflow.hasUnpublishedChanges}
        onTest={() => setOpened("test")}
        onPublish={() => setOpened("publish")}
        onVersions={() => setOpened("versions")}
        onEndpoints={() => setOpened("endpoints")}
        onLimits={() => setOpened("limits")}
        help={opened === "help"}
        onHelp={show("help")}
      />
      <ConflictBar workflowId={workflow.id} />
      <div className="relative flex min-h-0 flex-1">
        {graph.nodes.length === 0 && <FirstStep />}
        <EditorCanvas catalog={catalog} problems={problems} />
        {openNode && <NodePanel catalog={catalog} problems={problems} test={test} />}
      </div>
      <ProblemsBar problems={problems} />
      <Palette placeAt={middle} />
      <ConnectDialog />
      <TestRunSheet
        workflowId={workflow.id}
        open={opened === "test"}
        onOpenChange={show("test")}
        onResult={setTest}
      />
      <PublishDialog
        workflowId={workflow.id}
        nextNumber={(workflow.published?.number ?? 0) + 1}
        problems={problems}
        open={opened === "publish"}
        onOpenChange={show("publish")}
      />
      <VersionsSheet workflowId={workflow.id} open={opened === "versions"} onOpenChange={show("versions")} />
      <EndpointsDialog
        workflowId={workflow.id}
        open={opened === "endpoints"}
        onOpenChange={show("endpoints")}
      />
      <RunLimitsDialog catalog={catalog} open={opened === "limits"} onOpenChange={show("limits")} />
    </div>
  );
}

function useSave(workflowId: string): (graph: Graph, revision: number) => Promise<SaveResult> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.workflows.saveDraft.mutationOptions({ meta: { handlesErrors: true } }));
  return async (document, revision) => {
    try {
      const saved = await save.mutateAsync({ workflowId, revision, document });
      // Keeps what the page knows of the workflow (differs from the version or not) in step with the draft.
      void queries.invalidateQueries({ queryKey: trpc.workflows.get.queryKey({ workflowId }) });
      return { revision: saved.revision };
    } catch (error) {
      if (errorCode(error) === "CONFLICT") return "conflict";
      throw error;
    }
  };
}

/** Somebody else saved meanwhile: nothing is overwritten until this person has chosen. */
function ConflictBar({ workflowId }: { workflowId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const conflict = useEditor((state) => state.saveState === "conflict");
  if (!conflict) return null;
  const fresh = () =>
    queries.fetchQuery({ ...trpc.workflows.get.queryOptions({ workflowId }), staleTime: 0 });
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 border-line border-b bg-state-waiting/10 px-4 py-2 text-[13px]"
    >
      <span className="flex-1">
        Somebody else saved this workflow while you were drawing. Your changes are still here, not saved.
      </span>
      <Button
        size="small"
        onClick={async () => {
          const theirs = await fresh();
          store.getState().load(theirs.draft, theirs.draftRevision);
        }}
      >
        Take theirs (undo brings yours back)
      </Button>
      <Button
        size="small"
        onClick={async () => {
          const theirs = await fresh();
          store.getState().setSaveState("unsaved", theirs.draftRevision);
        }}
      >
        Keep mine
      </Button>
    </div>
  );
}

/** An empty canvas asks the first question. */
function FirstStep() {
  const store = useEditorStore();
  return (
    <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center">
      <div className="pointer-events-auto">
        <EmptyState
          title="What starts this?"
          description="Begin with the event: somebody fills in a form, or another system sends something. Then add what has to be known, decided, done and checked."
          action={
            <Button variant="primary" onClick={() => store.getState().showPalette({ kind: "canvas" })}>
              Choose a trigger
            </Button>
          }
        />
      </div>
    </div>
  );
}
