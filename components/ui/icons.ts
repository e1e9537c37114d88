import {
  BadgeCheck,
  Banknote,
  CircleHelp,
  ClipboardList,
  FilePen,
  FilePlus,
  FileX,
  Globe,
  Hourglass,
  ListFilter,
  type LucideIcon,
  Mail,
  Merge,
  Scale,
  Search,
  Send,
  Split,
  StickyNote,
  UserCheck,
  Variable,
  Webhook,
  Workflow,
  Zap,
} from "lucide-react";

/**
 * The icons that stages and nodes name. Listed, because looking one up by name at run time would bring all of
 * the library's thousands along; a test checks that none is missing.
 */
export const ICONS: Readonly<Record<string, LucideIcon>> = {
  "badge-check": BadgeCheck,
  banknote: Banknote,
  "clipboard-list": ClipboardList,
  "file-pen": FilePen,
  "file-plus": FilePlus,
  "file-x": FileX,
  globe: Globe,
  hourglass: Hourglass,
  "list-filter": ListFilter,
  mail: Mail,
  merge: Merge,
  scale: Scale,
  search: Search,
  send: Send,
  split: Split,
  "sticky-note": StickyNote,
  "user-check": UserCheck,
  variable: Variable,
  webhook: Webhook,
  workflow: Workflow,
  zap: Zap,
};

export const FALLBACK_ICON = CircleHelp;
