/** Puts the keyboard's focus on a node of the drawing, so that it is seen, told, and goes on from there. */
export function focusNode(nodeId: string | null | undefined): void {
  if (nodeId) document.querySelector<HTMLElement>(`.react-flow__node[data-id="${nodeId}"]`)?.focus();
}
