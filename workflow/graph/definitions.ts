import type { NodeDefinition } from "@/workflow/nodes/define";

/** The node types a drawing is read with. */
export type Definitions = Readonly<Record<string, NodeDefinition>>;

/** The definition of a node's type; own entries only, so that no type name finds an inherited property. */
export function definitionIn(definitions: Definitions, type: string): NodeDefinition | undefined {
  return Object.hasOwn(definitions, type) ? definitions[type] : undefined;
}
