import { randomBytes, randomUUID } from "node:crypto";
import type { PrismaTx } from "@/server/db/in-organization";
import { env } from "@/server/env";
import { LookElsewhere } from "@/server/errors";
import { decryptSecret, encryptSecret } from "@/server/secrets";
import { newSecret } from "@/server/workflows/webhook-secrets";
import { isJsonObject } from "@/workflow/json";

/** The local mailbox sends what comes back for `<token>@reports.test` to the address with that token (server/mailbox). */
const LOCAL_DOMAIN = "reports.test";

/** Where reports on what a connection sent arrive. */
export type ReportAddress = {
  /** Whole address, ready to be copied; whoever knows it can send reports. */
  url: string;
  /** What to enter as the return address where mail goes to the installation's own server and that is the local mailbox. */
  localReturnAddress: string | null;
};

/** Gives a connection its address for reports; once given it stays for ever, so mail servers need not be told again. */
export async function giveReportAddress(tx: PrismaTx, connectionId: string): Promise<void> {
  const standing = await tx.db.endpoint.findFirst({ where: { connectionId }, select: { id: true } });
  if (standing) return;
  const owner = { organizationId: tx.organizationId, id: randomUUID() };
  await tx.db.endpoint.create({
    data: {
      ...owner,
      connectionId,
      kind: "reports",
      token: randomBytes(32).toString("base64url"),
      secret: encryptSecret(owner, newSecret()),
    },
  });
}

/** @returns null for a connection that was never told to take reports */
export async function readReportAddress(tx: PrismaTx, connectionId: string): Promise<ReportAddress | null> {
  const endpoint = await tx.db.endpoint.findFirst({ where: { connectionId }, include: { connection: true } });
  if (!endpoint) return null;
  const config = endpoint.connection?.config;
  const isInstallations = isJsonObject(config) && config.host === undefined;
  return {
    url: new URL(`/hooks/${endpoint.token}`, env().HANDOFF_ORIGIN).href,
    localReturnAddress:
      isInstallations && env().HANDOFF_MAILBOX_URL ? `${endpoint.token}@${LOCAL_DOMAIN}` : null,
  };
}

/** The secret that a provider signs its events with, in clear. @throws LookElsewhere */
export async function revealReportSecret(tx: PrismaTx, connectionId: string): Promise<{ secret: string }> {
  const endpoint = await tx.db.endpoint.findFirst({ where: { connectionId } });
  if (!endpoint?.secret) throw new LookElsewhere("This connection has no address for delivery reports.");
  return { secret: decryptSecret({ organizationId: tx.organizationId, id: endpoint.id }, endpoint.secret) };
}
