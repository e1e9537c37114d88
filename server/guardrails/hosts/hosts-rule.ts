import { z } from "zod";
import { problemOfHost } from "@/server/net/allowed-hosts";
import { changeOfList, type RuleKind } from "../rules/rule-kind";

const MOST_HOSTS = 500;

/** Which hosts the organization's connections may reach; any public one, while there is none. */
const hostsRule = z.strictObject({
  hosts: z
    .array(
      z
        .string()
        .trim()
        .max(260, "A host is at most 260 characters long.")
        .superRefine((entry, context) => {
          const problem = problemOfHost(entry);
          if (problem !== null) context.addIssue({ code: "custom", message: problem });
        }),
    )
    .transform((hosts) => [...new Set(hosts)])
    .refine((hosts) => hosts.length <= MOST_HOSTS, `At most ${MOST_HOSTS} hosts.`),
});
export type HostsRule = z.infer<typeof hostsRule>;

export const HOSTS: RuleKind<HostsRule> = {
  kind: "hosts",
  name: "Hosts that may be reached",
  schema: hostsRule,
  none: { hosts: [] },
  changes: (before, after) => {
    const change = changeOfList("Hosts", before.hosts, after.hosts);
    if (after.hosts.length === 0 && before.hosts.length > 0) return `${change}: any public host`;
    return change;
  },
};
