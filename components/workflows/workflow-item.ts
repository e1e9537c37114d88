import type { Outputs } from "@/components/api";

/** A workflow as the list shows it. */
export type WorkflowItem = Outputs["workflows"]["list"]["items"][number];
