"use client";
import { Command } from "cmdk";
import { useMemo } from "react";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { StageIcon } from "@/components/ui/stage-icon";
import type { NodeDefinition } from "@/workflow/nodes/define";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { FLOW_LANE, STAGES } from "@/workflow/stages";
import { useEditor, useEditorStore } from "./store";

export const NODE_MIME = "application/x-handoff-node";

/**
 * Every kind of node, by stage, searchable. Chosen by key or click it lands where the palette was opened
 * from; it can also be dragged onto the canvas.
 */
export function Palette({ placeAt }: { placeAt: () => { x: number; y: number } }) {
  const origin = useEditor((state) => state.palette);
  const store = useEditorStore();
  const groups = useMemo(() => paletteGroups(origin?.kind !== "canvas"), [origin?.kind]);
  if (!origin) return null;

  const choose = (definition: NodeDefinition) => {
    const first = firstPort(definition);
    const position = ("position" in origin && origin.position) || placeAt();
    const node = {
      type: definition.type,
      name: definition.label,
      config: definition.defaults() as object,
      join: "all",
      position,
    } as const;
    store.getState().add({ ...node, config: { ...node.config } }, origin, first);
  };

  return (
    <Sheet open onOpenChange={(open) => !open && store.getState().showPalette(null)}>
      <SheetContent side="left" className="w-80 p-0" aria-describedby={undefined}>
        <SheetTitle className="sr-only">Add a node</SheetTitle>
        <Command loop className="flex h-full flex-col">
          <Command.Input
            placeholder="Search nodes"
            className="h-11 w-full shrink-0 border-line border-b bg-transparent px-4 text-sm outline-none"
          />
          <Command.List className="min-h-0 flex-1 overflow-auto p-2">
            <Command.Empty className="px-2 py-6 text-[13px] text-muted">
              No node of that name. Try what it should do.
            </Command.Empty>
            {groups.map(({ lane, definitions }) => (
              <Command.Group
                key={lane.id}
                heading={lane.label}
                className="mb-2 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
              >
                {definitions.map((definition) => (
                  <Command.Item
                    key={definition.type}
                    value={`${definition.label} ${definition.description} ${lane.label}`}
                    onSelect={() => choose(definition)}
                    draggable
                    onDragStart={(event) => {
                      event.dataTransfer.setData(NODE_MIME, definition.type);
                      event.dataTransfer.effectAllowed = "copy";
                      // The sheet would swallow the drop; it leaves once the drag has begun.
                      requestAnimationFrame(() => store.getState().showPalette(null));
                    }}
                    className="flex cursor-grab items-start gap-2.5 rounded-md px-2 py-2 data-[selected=true]:bg-hover"
                  >
                    <StageIcon lane={definition.lane} icon={definition.icon} />
                    <span className="min-w-0">
                      <span className="block font-medium text-[13px] leading-5">{definition.label}</span>
                      <span className="block text-muted text-xs leading-4">{definition.description}</span>
                    </span>
                  </Command.Item>
                ))}
              </Command.Group>
            ))}
          </Command.List>
        </Command>
      </SheetContent>
    </Sheet>
  );
}

/** Nodes by lane in the order of the stages; behind another node no trigger can stand. */
function paletteGroups(behindSomething: boolean) {
  const all = Object.values(DEFINITIONS) as NodeDefinition[];
  return [...STAGES, FLOW_LANE]
    .map((lane) => ({ lane, definitions: all.filter((definition) => definition.lane === lane.id) }))
    .map((group) => ({
      ...group,
      definitions: group.definitions.filter(
        (definition) => !behindSomething || !["trigger", "note"].includes(definition.behaviour),
      ),
    }))
    .filter((group) => group.definitions.length > 0);
}

/** The port a fresh node goes on by when it is put into an edge. */
function firstPort(definition: NodeDefinition): string | undefined {
  try {
    return definition.ports(definition.defaults())[0]?.id;
  } catch {
    return undefined;
  }
}
