import type { Connector } from "@/server/connectors/define";
import { connectorOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { MendInput } from "@/server/errors";
import { HostNotListed, isListed } from "@/server/net/allowed-hosts";
import type { JsonObject } from "@/workflow/json";
import { readRule } from "../rules/standing-rule";
import { HOSTS } from "./hosts-rule";

/** Where a connection with these settings leads; null where it has none of its own, like the installation's mail server. */
function hostWith(connector: Connector | undefined, config: JsonObject): string | null {
  const parsed = connector?.config?.safeParse(config);
  return (parsed?.success && connector?.hostOf?.(parsed.data)) || null;
}

export function connectionHost(connection: { connector: string; config: JsonObject }): string | null {
  return hostWith(connectorOf(connection.connector), connection.config);
}

/** Whether a list lets a connection reach its host, written with or without a port. */
export function isHostListed(list: readonly string[], host: string): boolean {
  const [, name = "", port = null] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return isListed(list, name, port);
}

/** @throws MendInput when a connection with these settings would lead where the organization does not go */
export async function refuseUnlistedHost(tx: Tx, connector: Connector, config: JsonObject): Promise<void> {
  const host = hostWith(connector, config);
  if (host === null) return;
  const { rule } = await readRule(tx, HOSTS);
  if (isHostListed(rule.hosts, host)) return;
  throw new MendInput(new HostNotListed(host).message, "baseUrl" in config ? "baseUrl" : "host");
}
