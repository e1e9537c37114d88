/** The sections of the settings, in the order in which they stand; the first is shown by default. */
export const SECTIONS = [
  {
    id: "organization",
    label: "Organization",
    description: "What the organization is called, and how it counts time and money.",
  },
  { id: "people", label: "People", description: "Who works here, and what each of them may do." },
  {
    id: "guardrails",
    label: "Guardrails",
    description: "What no workflow can get around: what they hold waits for a person, whatever was drawn.",
  },
  {
    id: "connections",
    label: "Connections",
    description: "The systems that workflows may reach, and with which accounts.",
  },
  {
    id: "alerts",
    label: "Alerts",
    description: "Who is told when something goes wrong, once, and once more when it is over.",
  },
] as const;

export type SectionId = (typeof SECTIONS)[number]["id"];

/** The section that an address names, or undefined when there is none of that name. */
export function sectionOf(path: readonly string[] = []): SectionId | undefined {
  if (path.length > 1) return undefined;
  const [name = SECTIONS[0].id] = path;
  return SECTIONS.find(({ id }) => id === name)?.id;
}

/** The connection that an address names, as in "connections/<id>"; undefined when it names none. */
export function connectionOf(path: readonly string[] = []): string | undefined {
  const [section, id, ...more] = path;
  return section === "connections" && more.length === 0 && id && /^[0-9a-f-]{36}$/i.test(id) ? id : undefined;
}
