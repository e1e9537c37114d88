import { inOrganizationFast } from "@/server/db/in-organization";
import { reachOnly } from "@/server/net/allowed-hosts";
import { readRule } from "../rules/standing-rule";
import { HOSTS } from "./hosts-rule";

/** Does something that reaches out for an organization without being one of its actions, held to its list of hosts. */
export async function onBehalfOf<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
  const { rule } = await inOrganizationFast(organizationId, (tx) => readRule(tx, HOSTS));
  return reachOnly(rule.hosts, work);
}
