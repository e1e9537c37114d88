import type { Inputs } from "@/components/api";

export type Role = Inputs["settings"]["setRole"]["role"];

/** What each role may do, in words. */
export const ROLES: readonly { id: Role; label: string; description: string }[] = [
  { id: "reviewer", label: "Reviewer", description: "decides what waits in the inbox." },
  { id: "builder", label: "Builder", description: "draws, tests and publishes workflows, too." },
  {
    id: "admin",
    label: "Admin",
    description: "sets guardrails, connections and people as well, and reverses actions.",
  },
];
