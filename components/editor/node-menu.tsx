"use client";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { focusNode } from "./focus-node";
import { useEditor, useEditorStore } from "./store";

/** Where the menu of a node was asked for, by a right click or the menu key. */
export type MenuPlace = { nodeId: string; x: number; y: number };

/** What can be done with one node. */
export function NodeMenu({ place, onClose }: { place: MenuPlace | null; onClose: () => void }) {
  const store = useEditorStore();
  const editable = useEditor((state) => state.editable);
  if (!place) return null;
  const { nodeId, x, y } = place;
  return (
    <Menu open onOpenChange={(open) => !open && onClose()}>
      <MenuTrigger asChild>
        <span aria-hidden className="fixed" style={{ left: x, top: y }} />
      </MenuTrigger>
      <MenuContent
        align="start"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          focusNode(nodeId);
        }}
      >
        <MenuItem onSelect={() => store.getState().open(nodeId)}>
          Open <Keys>Enter</Keys>
        </MenuItem>
        {editable && (
          <>
            <MenuItem onSelect={() => store.getState().connectNode(nodeId)}>
              Connect to… <Keys>C</Keys>
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => store.getState().removeSelected()}>
              Remove <Keys>Delete</Keys>
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}

function Keys({ children }: { children: string }) {
  return (
    <span className="ml-auto pl-4 text-muted">
      <Kbd>{children}</Kbd>
    </span>
  );
}
