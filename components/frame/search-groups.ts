import type { SearchResults } from "@/server/organization/search";

export type SearchGroup = { label: string; items: { href: string; label: string; detail?: string }[] };

/** What was found, as the menu lists it: one group per kind, empty ones left out. */
export function searchGroups({ workflows, runs, reviews, records }: SearchResults): SearchGroup[] {
  const groups: SearchGroup[] = [
    {
      label: "Workflows",
      items: workflows.map(({ id, name, status }) => ({
        href: `/workflows/${id}`,
        label: name,
        detail: status,
      })),
    },
    {
      label: "Runs",
      items: runs.map(({ id, subject, workflowName }) => ({
        href: `/runs/${id}`,
        label: subject || id,
        detail: workflowName,
      })),
    },
    {
      label: "Reviews",
      items: reviews.map(({ id, ask, subject }) => ({
        href: `/inbox/${id}`,
        label: ask,
        detail: subject || undefined,
      })),
    },
    {
      label: "Records",
      items: records.map(({ id, collectionId, collectionName, title }) => ({
        href: `/records/${collectionId}/${id}`,
        label: title || id,
        detail: collectionName,
      })),
    },
  ];
  return groups.filter((group) => group.items.length > 0);
}
