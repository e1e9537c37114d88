import type { z } from "zod";
import type { Catalog, NodeDefinition } from "@/workflow/nodes/define";
import { settingsOf } from "@/workflow/nodes/widgets";
import { type Definitions, definitionIn } from "./definitions";
import { error, type Problem } from "./problems";
import type { GraphNode } from "./schema";

/** What is wrong with one node's settings; unknown types are told by the shape's check. */
export function checkSettings(node: GraphNode, catalog: Catalog, definitions: Definitions): Problem[] {
  const definition = definitionIn(definitions, node.type);
  if (!definition) return [];
  const parsed = definition.config.safeParse(node.config);
  if (!parsed.success) {
    const labels = new Map(settingsOf(definition.config).map(({ key, meta }) => [key, meta.label]));
    return onePerSetting(parsed.error.issues).map((issue) =>
      error(sentence(issue, labels), { nodeId: node.id, path: issue.path.map(String) }),
    );
  }
  return ownChecks(definition, parsed.data, catalog).map(({ path, message }) =>
    error(message, { nodeId: node.id, path }),
  );
}

function ownChecks(definition: NodeDefinition, config: unknown, catalog: Catalog) {
  return definition.check?.(config, catalog) ?? [];
}

/** The first issue of each setting: mending it shows the next. */
function onePerSetting(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return [
    ...new Map(issues.toReversed().map((issue) => [String(issue.path[0] ?? ""), issue])).values(),
  ].toReversed();
}

function sentence(issue: z.core.$ZodIssue, labels: ReadonlyMap<string, string>): string {
  // Settings' own messages are whole sentences; zod's are not, and speak of types.
  if (issue.message.endsWith(".")) return issue.message;
  if (issue.code === "unrecognized_keys") {
    return `These settings are not known here: ${issue.keys.join(", ")}. Set the node up anew.`;
  }
  const key = String(issue.path[0] ?? "");
  return `Fill in “${labels.get(key) ?? key}”.`;
}
