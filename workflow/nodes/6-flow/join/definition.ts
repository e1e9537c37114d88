import { z } from "zod";
import { defineNode } from "../../define";

const config = z.strictObject({});
export type JoinConfig = z.infer<typeof config>;

export const joinDefinition = defineNode<JoinConfig>({
  type: "join",
  lane: "flow",
  label: "Join",
  description: "Bring branches together again.",
  icon: "merge",
  config,
  defaults: () => ({}),
  ports: () => [{ id: "done", label: "Done" }],
  outputs: () => [],
  summary: () => "branches meet here",
  references: () => [],
  behaviour: "pure",
});
