import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { Connector } from "@/server/connectors/define";
import { connectorOf } from "@/server/connectors/registry";
import type { PrismaTx } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { LookElsewhere, MendInput } from "@/server/errors";
import { refuseUnlistedHost } from "@/server/guardrails/hosts/check-host";
import type { Viewer } from "@/server/identity/session";
import { issueSentence } from "@/server/issue-sentence";
import { releaseQuarantined } from "@/server/runs/quarantine-event";
import type { JsonObject } from "@/workflow/json";
import { giveReportAddress } from "./report-address";
import { readStoredSecret, storeSecret } from "./stored-secret";

export type NewConnection = {
  connector: string;
  name: string;
  config: JsonObject;
  secret?: JsonObject | null;
  /** Actions a second at most; null for no bound. */
  rateCap?: number | null;
};

/** Connects an account of a system. @throws MendInput */
export async function createConnection(
  tx: PrismaTx,
  input: NewConnection,
  by: Viewer,
): Promise<{ id: string }> {
  const connector = connectorNamed(input.connector);
  const config = checked(connector.config, input.config, "config");
  const secret = input.secret ? checked(connector.secret, input.secret, "secret") : null;
  await refuseUnlistedHost(tx, connector, config);
  await refuseTakenName(tx, input.name);
  const id = randomUUID();
  const owner = { organizationId: tx.organizationId, id };
  await tx.db.connection.create({
    data: {
      ...owner,
      connector: connector.id,
      name: input.name,
      config: toJson(config),
      secret: secret && storeSecret(owner, connector.hostOf?.(config) ?? "", secret),
      rateCap: input.rateCap,
    },
  });
  if (connector.takesReports?.(config)) await giveReportAddress(tx, id);
  appendAudit(tx, {
    actor: personActor(by),
    verb: "connection.created",
    object: { kind: "connection", id, name: input.name },
    summary: `Connected “${input.name}” (${connector.label})`,
    after: {
      name: input.name,
      config,
      credentials: secret ? "entered" : "none",
      rateCap: input.rateCap ?? null,
    },
  });
  tx.announce("operations");
  return { id };
}

/** `secret` and `rateCap`: null removes it. Nothing that is absent changes. */
export type ConnectionChange = { id: string } & Partial<Omit<NewConnection, "connector">>;

/**
 * Changes a connection. Pointed to another host it loses its credentials unless they are entered again.
 * @throws LookElsewhere · MendInput
 */
export async function updateConnection(tx: PrismaTx, input: ConnectionChange, by: Viewer): Promise<void> {
  const standing = await tx.db.connection.findFirst({ where: { id: input.id } });
  if (!standing) throw new LookElsewhere("This connection is not there.");
  const connector = connectorNamed(standing.connector);
  const before = standing.config as JsonObject;
  const config = input.config ? checked(connector.config, input.config, "config") : before;
  const name = input.name ?? standing.name;
  const rateCap = input.rateCap === undefined ? standing.rateCap : input.rateCap;
  if (input.config) await refuseUnlistedHost(tx, connector, config);
  if (name !== standing.name) await refuseTakenName(tx, name);
  const owner = { organizationId: tx.organizationId, id: input.id };
  const host = connector.hostOf?.(config) ?? "";
  const given = input.secret ? checked(connector.secret, input.secret, "secret") : null;
  if (
    !given &&
    input.secret !== null &&
    standing.secret !== null &&
    readStoredSecret(owner, host, standing.secret) === null
  ) {
    throw new MendInput("This points to another host. Enter the credentials for it again.", "secret");
  }
  const secret = given ? storeSecret(owner, host, given) : input.secret === null ? null : standing.secret;
  await tx.db.connection.updateMany({
    where: { id: input.id },
    // Whatever was wrong with it may be mended now: it is tried again at once.
    data: {
      name,
      config: toJson(config),
      secret,
      rateCap,
      probeAt: standing.circuit === "closed" ? null : new Date(),
    },
  });
  if (connector.takesReports?.(config)) await giveReportAddress(tx, input.id);
  await releaseQuarantined(tx, input.id);
  const told = (kept: boolean) => (kept ? "entered" : "none");
  appendAudit(tx, {
    actor: personActor(by),
    verb: "connection.changed",
    object: { kind: "connection", id: input.id, name },
    summary: `Changed the connection “${name}”${given ? " and its credentials" : ""}`,
    before: {
      name: standing.name,
      config: before,
      credentials: told(standing.secret !== null),
      rateCap: standing.rateCap,
    },
    after: { name, config, credentials: given ? "entered anew" : told(secret !== null), rateCap },
  });
  tx.announce("operations");
}

function connectorNamed(id: string): Connector {
  const connector = connectorOf(id);
  if (!connector?.config) throw new MendInput("Choose a kind of system that can be connected.", "connector");
  return connector;
}

function checked(schema: z.ZodType | null, value: JsonObject, field: string): JsonObject {
  const result = schema?.safeParse(value);
  if (!result) throw new MendInput("This kind of system takes no credentials.", field);
  if (result.success) return result.data as JsonObject;
  const [issue] = result.error.issues;
  const path = issue?.path.join(".") ?? "";
  throw new MendInput(issue ? issueSentence(issue) : "This cannot be used.", path || field);
}

async function refuseTakenName(tx: PrismaTx, name: string): Promise<void> {
  const taken = await tx.db.connection.findFirst({ where: { name }, select: { id: true } });
  if (taken)
    throw new MendInput(`There is a connection named “${name}” already. Choose another name.`, "name");
}
