"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { JsonView } from "@/components/ui/json-view";
import { StateMark } from "@/components/ui/state-mark";
import { clockTime, useTimeZone } from "@/components/ui/time";
import { definitionOf } from "@/workflow/nodes/definitions";
import { ItemList } from "./item-list";
import { RunActions } from "./run-actions";
import { describeBodyNode, type RunDetail } from "./run-overlay";

/** What happened at one node: its result and why, what it was given, and what it did. */
export function NodeDetail(props: { run: RunDetail; nodeId: string; onClose: () => void }) {
  const { run, nodeId } = props;
  const timeZone = useTimeZone();
  const node = run.document.nodes.find(({ id }) => id === nodeId);
  if (!node) return null;
  const step = run.steps.find((each) => each.nodeId === nodeId);
  const state = run.nodes[nodeId];
  const perItem = run.bodyNodes[nodeId];
  const names = new Map(
    run.document.nodes.map(({ id, name, type }) => [id, name || definitionOf(type)?.label]),
  );
  const inputs = Object.fromEntries(
    run.document.edges
      .filter(({ target }) => target === nodeId)
      .flatMap(({ source }) => {
        const output =
          source === run.triggerNodeId
            ? run.event.body
            : run.steps.find((each) => each.nodeId === source)?.output;
        return output ? [[names.get(source) ?? source, output]] : [];
      }),
  );
  return (
    <section aria-label={node.name} className="rounded-md border border-line-strong p-3">
      <div className="flex items-start gap-2">
        <h2 className="min-w-0 flex-1 font-semibold text-[13px] leading-7">
          {node.name || definitionOf(node.type)?.label || node.type}
        </h2>
        <Button variant="quiet" size="icon" aria-label="Close" onClick={props.onClose}>
          <X size={14} aria-hidden />
        </Button>
      </div>
      <p className="flex flex-wrap items-center gap-x-3 text-muted text-xs">
        {state && state !== "pending" ? <StateMark state={state} /> : <span>Not reached yet</span>}
        {step && (
          <span className="font-mono">
            {clockTime(step.startedAt, timeZone)}
            {step.endedAt && ` to ${clockTime(step.endedAt, timeZone)}`}
          </span>
        )}
      </p>
      {step?.reason && <p className="mt-1 text-[13px]">{step.reason}</p>}
      {step?.decisionOwner && <p className="mt-1 text-[13px] text-muted">Owner: {step.decisionOwner}</p>}
      {Object.keys(inputs).length > 0 && <JsonView value={inputs} label="What came in" />}
      {step && <JsonView value={step.output} label="What came out" />}
      {run.loops[nodeId] && <ItemList run={run} nodeId={nodeId} />}
      {perItem && <p className="mt-1 text-[13px]">Done per item: {describeBodyNode(perItem)}.</p>}
      {nodeId === run.triggerNodeId && <JsonView value={run.event.body} label="What arrived" />}
      <div className="mt-3 empty:hidden">
        <RunActions
          title="What it did"
          run={run}
          effects={run.effects.filter((effect) => effect.nodeId === nodeId)}
        />
      </div>
    </section>
  );
}
