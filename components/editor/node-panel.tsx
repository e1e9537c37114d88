"use client";
import { X } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { StageIcon } from "@/components/ui/stage-icon";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useWide } from "@/components/ui/use-wide";
import { fieldsAvailableAt } from "@/workflow/graph/ancestors";
import type { Problem } from "@/workflow/graph/validate";
import type { Catalog } from "@/workflow/nodes/define";
import { DEFINITIONS, definitionOf } from "@/workflow/nodes/definitions";
import { changeNode } from "./edits";
import { SettingsForm } from "./forms/settings-form";
import { InputColumn, OutputColumn } from "./node-data";
import { useEditor, useEditorStore, useGraph } from "./store";
import type { TestResult } from "./test-run";

/** The panel's id in the page, for those who must not hide behind it. */
export const NODE_PANEL = "node-panel";

/**
 * The open node: what it can use, its settings, what it hands on. Three columns where there is room, tabs
 * where there is not.
 */
export function NodePanel(props: {
  catalog: Catalog;
  problems: readonly Problem[];
  test: TestResult | null;
}) {
  const { catalog, test } = props;
  const store = useEditorStore();
  const graph = useGraph();
  const editable = useEditor((state) => state.editable);
  const openId = useEditor((state) => state.openNode);
  const node = graph.nodes.find((each) => each.id === openId);
  const sources = useMemo(
    () => (openId ? fieldsAvailableAt(graph, openId, catalog, DEFINITIONS) : []),
    [graph, openId, catalog],
  );
  // Twice in the page, labels would lead to the form that is hidden. 1536 is the 2xl of the styles.
  const columns = useWide(1536);
  if (!node) return null;

  const definition = definitionOf(node.type);
  const problems = props.problems.filter((problem) => problem.nodeId === node.id);
  const change = (next: Parameters<typeof changeNode>[2], burst: string) =>
    store.getState().change(changeNode(store.getState().history.present, node.id, next), burst);
  const incoming = graph.edges.filter((edge) => edge.target === node.id).length;

  const settings = (
    <div className="flex flex-col gap-4 p-4">
      {problems
        .filter((problem) => !problem.path)
        .map((problem) => (
          <p
            key={problem.message}
            className={cn(
              "text-[13px]",
              problem.severity === "error" ? "text-state-failed" : "text-state-degraded",
            )}
          >
            {problem.message}
          </p>
        ))}
      <SettingsForm
        nodeId={node.id}
        type={node.type}
        config={node.config}
        catalog={catalog}
        sources={sources}
        disabled={!editable}
        problems={problems}
        onChange={(key, value) => change({ config: { ...node.config, [key]: value } }, `${node.id}.${key}`)}
      />
      {incoming > 1 && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the select stands inside
        <label className="flex flex-col gap-1 text-[13px]">
          Several ways lead here. Start
          <Select
            value={node.join}
            disabled={!editable}
            onValueChange={(join) => change({ join: join as "all" | "first" }, `${node.id}.join`)}
            options={[
              { value: "all", label: "when all of them are settled" },
              { value: "first", label: "on the first one that is taken" },
            ]}
          />
        </label>
      )}
    </div>
  );
  const input = <InputColumn sources={sources} test={test} />;
  const output = <OutputColumn node={node} catalog={catalog} test={test} />;

  return (
    <aside
      id={NODE_PANEL}
      // Whoever opens it by key goes on here.
      tabIndex={-1}
      aria-label={`Settings of ${node.name}`}
      className="absolute inset-0 z-20 flex flex-col border-line bg-panel outline-none sm:inset-y-0 sm:right-0 sm:left-auto sm:w-[420px] sm:border-l 2xl:w-[980px]"
    >
      <header className="flex items-center gap-2.5 border-line border-b px-4 py-2.5">
        {definition && <StageIcon lane={definition.lane} icon={definition.icon} />}
        <Input
          aria-label="Name of this node"
          className="h-8 flex-1 border-transparent bg-transparent font-semibold hover:border-line-strong"
          value={node.name}
          maxLength={80}
          disabled={!editable}
          onChange={(event) => change({ name: event.target.value }, `${node.id}.name`)}
        />
        <Button variant="quiet" size="icon" aria-label="Close" onClick={() => store.getState().open(null)}>
          <X size={16} aria-hidden />
        </Button>
      </header>
      {columns ? (
        <div className="grid min-h-0 flex-1 grid-cols-[280px_minmax(0,1fr)_280px] divide-x divide-line">
          <div className="overflow-y-auto">{input}</div>
          <div className="overflow-y-auto">{settings}</div>
          <div className="overflow-y-auto">{output}</div>
        </div>
      ) : (
        <Tabs key={node.id} defaultValue="settings" className="flex min-h-0 flex-1 flex-col">
          <TabsList className="px-4">
            <TabsTrigger value="input">Input</TabsTrigger>
            <TabsTrigger value="settings">Settings</TabsTrigger>
            <TabsTrigger value="output">Output</TabsTrigger>
          </TabsList>
          <TabsContent value="input" className="min-h-0 flex-1 overflow-y-auto">
            {input}
          </TabsContent>
          <TabsContent value="settings" className="min-h-0 flex-1 overflow-y-auto">
            {settings}
          </TabsContent>
          <TabsContent value="output" className="min-h-0 flex-1 overflow-y-auto">
            {output}
          </TabsContent>
        </Tabs>
      )}
    </aside>
  );
}
