import { randomBytes, randomUUID } from "node:crypto";
import type { EndpointKind } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { env } from "@/server/env";
import { encryptSecret } from "@/server/secrets";
import type { Graph } from "@/workflow/graph/schema";
import { findWorkflow } from "./find-workflow";
import { newSecret } from "./webhook-secrets";

const PATHS: { [kind in EndpointKind]: string } = { form: "/f/", webhook: "/hooks/" };

/** Where events of one trigger node arrive. */
export type EndpointInfo = {
  id: string;
  nodeId: string;
  kind: EndpointKind;
  /** Whole address, ready to be copied. */
  url: string;
  hasSecret: boolean;
  /** It came from the sender's side and is not shown. */
  secretPasted: boolean;
  /** Until when the secret before it counts; null when none does. */
  oldSecretUntil: Date | null;
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
  return rows.map(({ id, nodeId, kind, token, secret, secretPasted, previousSecretUntil }) => ({
    id,
    nodeId,
    kind,
    url: new URL(PATHS[kind] + token, env().HANDOFF_ORIGIN).href,
    hasSecret: secret !== null,
    secretPasted,
    oldSecretUntil:
      previousSecretUntil !== null && previousSecretUntil > new Date() ? previousSecretUntil : null,
  }));
}
