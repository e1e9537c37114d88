import { randomBytes } from "node:crypto";
import { addDays } from "date-fns";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { PrismaTx } from "@/server/db/in-organization";
import { LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { styleOf } from "@/server/intake/signatures/registry";
import { standardKey, standardWebhooks } from "@/server/intake/signatures/standard-webhooks";
import { decryptSecret, encryptSecret } from "@/server/secrets";
import type { JsonObject } from "@/workflow/json";
import { readGraph } from "./read-graph";

/** How long a replaced secret still counts, so that senders can be changed over without a gap. */
const OLD_COUNTS_DAYS = 1;

export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** The signing secret of a webhook, in clear, for those who set up the sender. @throws LookElsewhere */
export async function revealSecret(tx: PrismaTx, endpointId: string): Promise<{ secret: string }> {
  const endpoint = await findWebhook(tx, endpointId);
  if (endpoint.secret === null) {
    throw new LookElsewhere("This webhook has no secret yet. Replace it to make one.");
  }
  if (endpoint.secretPasted) {
    throw new LookElsewhere("This secret came from the sender and is not shown again. Look it up there.");
  }
  return { secret: decryptSecret({ organizationId: tx.organizationId, id: endpoint.id }, endpoint.secret) };
}

/**
 * Replaces a webhook's signing secret by a new one of ours; the old one counts for another day.
 * @throws LookElsewhere · MendInput when it is no webhook
 */
export async function rotateSecret(
  tx: PrismaTx,
  endpointId: string,
  by: Viewer,
): Promise<{ secret: string }> {
  const secret = newSecret();
  const endpoint = await findWebhook(tx, endpointId);
  await replaceSecret(tx, endpoint, { secret, pasted: false });
  record(tx, endpoint, by, `Replaced the webhook secret of “${endpoint.workflow.name}”`);
  return { secret };
}

/**
 * Keeps the secret that the sender's side made; it is never shown again. The one before counts for another day.
 * @throws LookElsewhere · MendInput when it cannot be such a secret, or it is no webhook
 */
export async function pasteSecret(
  tx: PrismaTx,
  endpointId: string,
  secret: string,
  by: Viewer,
): Promise<void> {
  const endpoint = await findWebhook(tx, endpointId);
  const style = styleOf(await publishedSettings(tx, endpoint));
  if (style === standardWebhooks && standardKey(secret) === null) {
    throw new MendInput(
      "This is no Standard Webhooks secret: those start with whsec_ and go on in base64. If the sender signs another way, choose that in the webhook's settings and publish first.",
      "secret",
    );
  }
  await replaceSecret(tx, endpoint, { secret, pasted: true });
  record(tx, endpoint, by, `Pasted the sender's secret for the webhook of “${endpoint.workflow.name}”`);
}

/** Ends the secret before the current one now, as when it leaked. @throws LookElsewhere · MendInput */
export async function endOldSecret(tx: PrismaTx, endpointId: string, by: Viewer): Promise<void> {
  const endpoint = await findWebhook(tx, endpointId);
  if (endpoint.previousSecret === null) throw new LookElsewhere("There is no old secret that still works.");
  await tx.db.endpoint.updateMany({
    where: { id: endpoint.id },
    data: { previousSecret: null, previousSecretUntil: null },
  });
  record(tx, endpoint, by, `Ended the old webhook secret of “${endpoint.workflow.name}”`);
}

type Webhook = Awaited<ReturnType<typeof findWebhook>>;

async function replaceSecret(tx: PrismaTx, endpoint: Webhook, next: { secret: string; pasted: boolean }) {
  await tx.db.endpoint.updateMany({
    where: { id: endpoint.id },
    data: {
      secret: encryptSecret({ organizationId: tx.organizationId, id: endpoint.id }, next.secret),
      secretPasted: next.pasted,
      previousSecret: endpoint.secret,
      previousSecretUntil: endpoint.secret === null ? null : addDays(new Date(), OLD_COUNTS_DAYS),
    },
  });
}

function record(tx: PrismaTx, endpoint: Webhook, by: Viewer, summary: string): void {
  appendAudit(tx, {
    actor: personActor(by),
    verb: "settings.changed",
    object: { kind: "endpoint", id: endpoint.id, name: endpoint.workflow.name },
    summary,
    workflowId: endpoint.workflowId,
    nodeId: endpoint.nodeId,
  });
  tx.announce("workflows", endpoint.workflowId);
}

/** What the published version's trigger says; null where no published version has it. */
async function publishedSettings(tx: PrismaTx, endpoint: Webhook): Promise<JsonObject | null> {
  const { publishedVersionId } = endpoint.workflow;
  const version =
    publishedVersionId && (await tx.db.workflowVersion.findFirst({ where: { id: publishedVersionId } }));
  if (!version) return null;
  const node = readGraph(version.document).nodes.find(({ id }) => id === endpoint.nodeId);
  return node ? (node.config as JsonObject) : null;
}

async function findWebhook(tx: PrismaTx, endpointId: string) {
  const endpoint = await tx.db.endpoint.findFirst({
    where: { id: endpointId },
    include: { workflow: { select: { name: true, publishedVersionId: true } } },
  });
  if (!endpoint) throw new LookElsewhere("This address is not there.");
  const { workflow, workflowId } = endpoint;
  if (endpoint.kind !== "webhook" || workflow === null || workflowId === null) {
    throw new MendInput("Only a webhook has a secret.");
  }
  return { ...endpoint, workflow, workflowId };
}
