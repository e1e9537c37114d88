import type { z } from "zod";

/** A guardrail of which an organization has one, with its versions: what messages are held, for one. */
export type RuleKind<Rule> = {
  /** As it is stored; never changes. */
  kind: string;
  /** What people call it, as in the audit log. */
  name: string;
  schema: z.ZodType<Rule>;
  /** What rules until somebody sets something. */
  none: Rule;
  /** What changed from one version to the next, in a line. */
  changes(before: Rule, after: Rule): string;
};

/** A rule as it stands. */
export type Standing<Rule> = {
  /** 0: never set. */
  version: number;
  rule: Rule;
  changedAt: Date | null;
};

/** How a list changed, as in "Legal language: 2 added, 1 taken away"; empty where it did not. */
export function changeOfList(name: string, before: readonly string[], after: readonly string[]): string {
  const added = after.filter((each) => !before.includes(each)).length;
  const gone = before.filter((each) => !after.includes(each)).length;
  const parts = [added > 0 && `${added} added`, gone > 0 && `${gone} taken away`].filter(Boolean);
  return parts.length === 0 ? "" : `${name}: ${parts.join(", ")}`;
}
