import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { checkedRule } from "../rules/standing-rule";
import { connectionHost, isHostListed } from "./check-host";
import { HOSTS, type HostsRule } from "./hosts-rule";

const DAYS = 30;

/** A connection that a list would cut off, with what was done over it. */
export type CutOff = { id: string; name: string; host: string; actions: number };

export type HostsPreview = { days: number; looked: number; held: number; cutOff: CutOff[] };

/**
 * What a list would have refused of the last 30 days, and which connections it would cut off from now on. Nothing is
 * changed. @throws MendInput that names the field
 */
export async function previewHosts(tx: Tx, input: HostsRule): Promise<HostsPreview> {
  const { hosts } = checkedRule(HOSTS, input);
  const connections = await tx.query<{
    id: string;
    name: string;
    connector: string;
    config: JsonObject;
    actions: number;
  }>(
    `SELECT connection.id, connection.name, connection.connector, connection.config, (
       SELECT count(*)::int FROM effect WHERE effect.connection_id = connection.id
         AND effect.created_at >= now() - interval '${DAYS} days') AS actions
     FROM connection ORDER BY connection.name`,
  );
  const cutOff = connections.flatMap(({ id, name, actions, ...connection }) => {
    const host = connectionHost(connection);
    return host === null || isHostListed(hosts, host) ? [] : [{ id, name, host, actions }];
  });
  const sum = (of: readonly { actions: number }[]) => of.reduce((all, { actions }) => all + actions, 0);
  return { days: DAYS, looked: sum(connections), held: sum(cutOff), cutOff };
}
