import { randomBytes, randomUUID } from "node:crypto";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { EndpointKind } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { env } from "@/server/env";
import { LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { decryptSecret, encryptSecret } from "@/server/secrets";
import type { Graph } from "@/workflow/graph/schema";
import { findWorkflow } from "./find-workflow";

const PATHS: { [kind in EndpointKind]: string } = { form: "/f/", webhook: "/hooks/" };

/** Where events of one trigger node arrive. */
export type EndpointInfo = {
  id: string;
  nodeId: string;
  kind: EndpointKind;
  /** Whole address, ready to be copied. */
  url: string;
  hasSecret: boolean;
};

function endpointKind(nodeType: string): EndpointKind | null {
  return nodeType === "form" || nodeType === "webhook" ? nodeType : null;
}

/**
 * Gives every trigger node that is reached from outside its address. An address once given stays with its
 * node for ever, so publishing again changes nothing for those who send.
 */
export async function createEndpoints(tx: PrismaTx, workflowId: string, graph: Graph): Promise<void> {
  const standing = await tx.db.endpoint.findMany({ where: { workflowId }, select: { nodeId: true } });
  const known = new Set(standing.map((each) => each.nodeId));
  for (const node of graph.nodes) {
    const kind = endpointKind(node.type);
    if (kind === null || known.has(node.id)) continue;
    const id = randomUUID();
    await tx.db.endpoint.create({
      data: {
        id,
        organizationId: tx.organizationId,
        workflowId,
        nodeId: node.id,
        kind,
        token: randomBytes(32).toString("base64url"),
        secret:
          kind === "webhook" ? encryptSecret({ organizationId: tx.organizationId, id }, newSecret()) : null,
      },
    });
  }
}

/** The addresses of a workflow's triggers; empty until it was published. @throws LookElsewhere */
export async function listEndpoints(tx: PrismaTx, workflowId: string): Promise<EndpointInfo[]> {
  await findWorkflow(tx, workflowId);
  const rows = await tx.db.endpoint.findMany({ where: { workflowId }, orderBy: { createdAt: "asc" } });
  return rows.map(({ id, nodeId, kind, token, secret }) => ({
    id,
    nodeId,
    kind,
    url: new URL(PATHS[kind] + token, env().HANDOFF_ORIGIN).href,
    hasSecret: secret !== null,
  }));
}

/** The signing secret of a webhook, in clear, for those who set up the sender. @throws LookElsewhere */
export async function revealSecret(tx: PrismaTx, endpointId: string): Promise<{ secret: string }> {
  const endpoint = await findWebhook(tx, endpointId);
  if (endpoint.secret === null)
    throw new LookElsewhere("This webhook has no secret yet. Rotate it to make one.");
  return { secret: decryptSecret({ organizationId: tx.organizationId, id: endpoint.id }, endpoint.secret) };
}

/**
 * Replaces a webhook's signing secret; the old one ends at once.
 * @throws LookElsewhere · MendInput when it is no webhook
 */
export async function rotateSecret(
  tx: PrismaTx,
  endpointId: string,
  by: Viewer,
): Promise<{ secret: string }> {
  const endpoint = await findWebhook(tx, endpointId);
  const secret = newSecret();
  await tx.db.endpoint.updateMany({
    where: { id: endpoint.id },
    data: { secret: encryptSecret({ organizationId: tx.organizationId, id: endpoint.id }, secret) },
  });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "settings.changed",
    object: { kind: "endpoint", id: endpoint.id, name: endpoint.workflow.name },
    summary: `Replaced the webhook secret of “${endpoint.workflow.name}”`,
    workflowId: endpoint.workflowId,
    nodeId: endpoint.nodeId,
  });
  tx.announce("workflows", endpoint.workflowId);
  return { secret };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

async function findWebhook(tx: PrismaTx, endpointId: string) {
  const endpoint = await tx.db.endpoint.findFirst({
    where: { id: endpointId },
    include: { workflow: { select: { name: true } } },
  });
  if (!endpoint) throw new LookElsewhere("This address is not there.");
  if (endpoint.kind !== "webhook") throw new MendInput("A form has no secret: its address is all it takes.");
  return endpoint;
}
