/** An ILIKE pattern for text that contains `search` exactly as typed. */
export function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, "\\$&")}%`;
}
