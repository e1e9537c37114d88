"use client";
import { Command } from "cmdk";
import { type ReactNode, useRef, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { FIELD } from "@/components/ui/input";
import { StageIcon } from "@/components/ui/stage-icon";
import type { GraphNode } from "@/workflow/graph/schema";
import { nameOf, targetsOf, waysOut } from "./connect-targets";
import { connect } from "./edits";
import { useEditor, useEditorStore, useGraph } from "./store";

/** Draws a line from a node to one that stands there, without a pointer: first the way out, then where it leads. */
export function ConnectDialog() {
  const store = useEditorStore();
  const graph = useGraph();
  const from = useEditor((state) => state.connectFrom);
  const source = graph.nodes.find(({ id }) => id === from);
  if (!source) return null;
  return <Choose key={source.id} source={source} onClose={() => store.getState().connectNode(null)} />;
}

function Choose({ source, onClose }: { source: GraphNode; onClose: () => void }) {
  const store = useEditorStore();
  const graph = useGraph();
  const ways = waysOut(graph, source);
  const [chosen, setChosen] = useState(ways.length === 1 ? ways[0]?.id : undefined);
  const [search, setSearch] = useState("");
  // Which choice Enter takes.
  const [at, setAt] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const way = ways.find(({ id }) => id === chosen);
  const choose = (port: string | undefined) => {
    setChosen(port);
    setSearch("");
    const [first] = port === undefined ? ways : targetsOf(graph, source, port);
    setAt(first ? keyOf(first) : "");
    input.current?.focus();
  };
  const draw = (target: string, name: string) => {
    if (!way) return;
    const { change, history } = store.getState();
    change(connect(history.present, { source: source.id, sourcePort: way.id, target }));
    toast.success(`“${nameOf(source)}” leads to “${name}” by “${way.label}”.`);
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Connect “${nameOf(source)}” to…`}
      description={
        way
          ? `By the way out “${way.label}”.`
          : ways.length > 0
            ? "By which way out?"
            : "It has no way out yet. Finish its settings first."
      }
      footer={
        way &&
        ways.length > 1 && (
          <Button variant="quiet" onClick={() => choose(undefined)}>
            Another way out
          </Button>
        )
      }
    >
      {ways.length > 0 && (
        <Command loop value={at} onValueChange={setAt} label={way ? "Nodes" : "Ways out"}>
          <Command.Input
            ref={input}
            value={search}
            onValueChange={setSearch}
            placeholder={way ? "Search nodes" : "Search ways out"}
            className={cn(FIELD, "h-8 pointer-coarse:h-10")}
          />
          <Command.List className="mt-2">
            <Command.Empty className="px-2 py-4 text-[13px] text-muted">
              {way ? "There is no other node of that name." : "There is no way out of that name."}
            </Command.Empty>
            {way
              ? targetsOf(graph, source, way.id).map(({ id, name, definition, refusal }) => (
                  <Choice
                    key={id}
                    value={keyOf({ id, name })}
                    disabled={refusal !== null}
                    onSelect={() => draw(id, name)}
                    detail={refusal ?? definition.label}
                  >
                    <StageIcon lane={definition.lane} icon={definition.icon} />
                    {name}
                  </Choice>
                ))
              : ways.map(({ id, label, leadsTo }) => (
                  <Choice
                    key={id}
                    value={keyOf({ id, label })}
                    onSelect={() => choose(id)}
                    detail={leadsTo.length > 0 ? `leads to ${leadsTo.join(", ")}` : "leads nowhere yet"}
                  >
                    {label}
                  </Choice>
                ))}
          </Command.List>
        </Command>
      )}
    </Dialog>
  );
}

function Choice(props: {
  value: string;
  disabled?: boolean;
  onSelect: () => void;
  detail: string;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={props.value}
      disabled={props.disabled}
      onSelect={props.onSelect}
      className={cn(
        "flex min-h-10 flex-wrap items-center gap-x-3 rounded-md px-2 py-1 text-[13px] data-[selected=true]:bg-hover",
        props.disabled ? "text-muted" : "cursor-pointer",
      )}
    >
      <span className="flex min-w-0 items-center gap-2.5 font-medium">{props.children}</span>
      <span className="ml-auto text-muted text-xs">{props.detail}</span>
    </Command.Item>
  );
}

/** What is searched, and tells alike ones apart. */
function keyOf(choice: { id: string } & ({ name: string } | { label: string })): string {
  return `${"name" in choice ? choice.name : choice.label} ${choice.id}`;
}
