"use client";
import Link from "next/link";
import { useViewer } from "@/components/frame/viewer";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { AlertsSection } from "./alerts-section";
import { ConnectionsSection } from "./connections-section";
import { GuardrailsSection } from "./guardrails/guardrails-section";
import { ConnectionInterface } from "./interface/connection-interface";
import { OrganizationSection } from "./organization-section";
import { PeopleSection } from "./people-section";
import { SECTIONS, type SectionId } from "./sections";

const CONTENT: Record<SectionId, () => React.ReactNode> = {
  organization: OrganizationSection,
  people: PeopleSection,
  guardrails: GuardrailsSection,
  connections: ConnectionsSection,
  alerts: AlertsSection,
};

/** What an admin decides for everybody, one section at a time. */
export function Settings(props: {
  section: SectionId;
  /** Of the section of connections: one of them, with its operations. */
  connectionId?: string;
}) {
  const { section, connectionId } = props;
  const viewer = useViewer();
  if (viewer.role !== "admin") {
    return (
      <EmptyState
        title="Only admins change settings"
        description="Ask an admin of your organization for what should be different."
      />
    );
  }
  const { label, description } = SECTIONS.find(({ id }) => id === section) ?? SECTIONS[0];
  const Content = CONTENT[section];
  return (
    <div className="flex max-w-5xl flex-col gap-6 px-4 py-5 sm:px-6 md:flex-row md:gap-10">
      <nav aria-label="Settings" className="shrink-0 md:w-44">
        <ul className="flex flex-wrap gap-1 md:flex-col">
          {SECTIONS.map((each) => (
            <li key={each.id}>
              <Link
                href={`/settings/${each.id}`}
                aria-current={each.id === section ? "page" : undefined}
                className={cn(
                  "flex h-8 items-center rounded-md px-2.5 text-[13px] text-muted hover:bg-hover hover:text-ink pointer-coarse:h-10",
                  each.id === section && "bg-hover font-medium text-ink",
                )}
              >
                {each.label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <section aria-labelledby="settings-title" className="min-w-0 flex-1">
        <h1 id="settings-title" className="font-semibold text-xl leading-7">
          {label}
        </h1>
        <p className="mb-5 text-[13px] text-muted">{description}</p>
        {connectionId ? <ConnectionInterface connectionId={connectionId} /> : <Content />}
      </section>
    </div>
  );
}
