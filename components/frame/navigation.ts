import {
  Activity,
  BookOpenText,
  Inbox,
  type LucideIcon,
  Play,
  Settings,
  Table2,
  Workflow,
} from "lucide-react";

type Role = "admin" | "builder" | "reviewer";
export type Destination = { href: string; label: string; icon: LucideIcon; roles: readonly Role[] };

const ALL: readonly Role[] = ["admin", "builder", "reviewer"];

/** Where one can go, in the order of the rail; who may not go there does not see it. */
const DESTINATIONS: readonly Destination[] = [
  { href: "/inbox", label: "Inbox", icon: Inbox, roles: ALL },
  { href: "/workflows", label: "Workflows", icon: Workflow, roles: ["admin", "builder"] },
  { href: "/runs", label: "Runs", icon: Play, roles: ALL },
  { href: "/records", label: "Records", icon: Table2, roles: ALL },
  { href: "/audit", label: "Audit", icon: BookOpenText, roles: ["admin", "builder"] },
  { href: "/operations", label: "Operations", icon: Activity, roles: ["admin", "builder"] },
  { href: "/settings", label: "Settings", icon: Settings, roles: ["admin"] },
];

export function destinationsFor(role: Role): readonly Destination[] {
  return DESTINATIONS.filter((each) => each.roles.includes(role));
}
