import { redact } from "@/server/connectors/redact";
import { connectorOf } from "@/server/connectors/registry";
import { inOrganizationFast } from "@/server/db/in-organization";
import { wakeDrain } from "@/server/effects/drain-channel";
import { LookElsewhere, MendInput } from "@/server/errors";
import { reachOnly } from "@/server/net/allowed-hosts";
import { noteAnswer, noteOutage } from "./circuit";
import { hostsFor, openRow, readConnection } from "./open-connection";

export type ConnectionTest = { works: boolean; sentence: string };

/**
 * Reaches a system without changing anything there, and remembers how that went.
 * @throws LookElsewhere · MendInput when there is nothing to try
 */
export async function testConnection(organizationId: string, connectionId: string): Promise<ConnectionTest> {
  const [row] = await inOrganizationFast(organizationId, (tx) =>
    tx.query<{ connector: string }>("SELECT connector FROM connection WHERE id = $1::uuid", [connectionId]),
  );
  if (!row) throw new LookElsewhere("This connection is not there.");
  const connector = connectorOf(row.connector);
  if (!connector?.test) throw new MendInput("This kind of connection cannot be tried.");
  let secret: unknown = null;
  let tried: { works: boolean; sentence: string };
  try {
    const { test } = connector;
    const found = await inOrganizationFast(organizationId, (tx) =>
      readConnection(tx, { connectionId, connectorId: row.connector }),
    );
    const connection = openRow(organizationId, found);
    secret = connection.secret;
    tried = { works: true, sentence: await reachOnly(hostsFor(found), () => test(connection)) };
  } catch (error) {
    tried = { works: false, sentence: error instanceof Error ? error.message : "It does not answer." };
  }
  const { works } = tried;
  const sentence = redact(tried.sentence, secret);
  return inOrganizationFast(organizationId, async (tx) => {
    if (!works) await noteOutage(tx, connectionId, sentence, { onlyProbe: true });
    else if (await noteAnswer(tx, connectionId)) wakeDrain(tx);
    return { works, sentence };
  });
}
