import { randomBytes, randomUUID } from "node:crypto";
import type { EndpointKind } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { env } from "@/server/env";
import { encryptSecret } from "@/server/secrets";
import type { Graph } from "@/workflow/graph/schema";
import { recordChangeDefinition } from "@/workflow/nodes/1-trigger/record-change/definition";
import { findWorkflow } from "./find-workflow";
import { newSecret } from "./webhook-secrets";

/** The kinds that something outside sends to; the others are fired from within. */
type OutsideKind = Extract<EndpointKind, "form" | "webhook">;
const PATHS: { [kind in OutsideKind]: string } = { form: "/f/", webhook: "/hooks/" };

const KINDS: { readonly [nodeType: string]: EndpointKind } = {
  form: "form",
  webhook: "webhook",
  "record-change": "record",
  called: "called",
  schedule: "schedule",
  "time-threshold": "threshold",
};

/** Where events of one trigger node arrive. */
export type EndpointInfo = {
  id: string;
  nodeId: string;
  kind: OutsideKind;
  /** Whole address, ready to be copied. */
  url: string;
  hasSecret: boolean;
  /** It came from the sender's side and is not shown. */
  secretPasted: boolean;
  /** Until when the secret before it counts; null when none does. */
  oldSecretUntil: Date | null;
};

function endpointKind(nodeType: string): EndpointKind | null {
  return Object.hasOwn(KINDS, nodeType) ? (KINDS[nodeType] ?? null) : null;
}

/**
 * Gives every trigger node its endpoint. An address once given stays with its node for ever, so publishing again
 * changes nothing for those who send. What the published version listens to is written down anew each time.
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
  await listenToCollections(tx, workflowId, graph);
}

/** Which collections' changes the published version wants; what it no longer listens to costs nothing any more. */
async function listenToCollections(tx: PrismaTx, workflowId: string, graph: Graph): Promise<void> {
  await tx.db.endpoint.updateMany({
    where: { workflowId, kind: "record" },
    data: { collectionId: null },
  });
  for (const node of graph.nodes) {
    if (endpointKind(node.type) !== "record") continue;
    const { collectionId } = recordChangeDefinition.config.parse(node.config);
    await tx.db.endpoint.updateMany({ where: { workflowId, nodeId: node.id }, data: { collectionId } });
  }
}

function isOutside(kind: EndpointKind): kind is OutsideKind {
  return Object.hasOwn(PATHS, kind);
}

/** The addresses of a workflow's triggers; empty until it was published. @throws LookElsewhere */
export async function listEndpoints(tx: PrismaTx, workflowId: string): Promise<EndpointInfo[]> {
  await findWorkflow(tx, workflowId);
  const rows = await tx.db.endpoint.findMany({ where: { workflowId }, orderBy: { createdAt: "asc" } });
  return rows.flatMap(({ id, nodeId, kind, token, secret, secretPasted, previousSecretUntil }) =>
    isOutside(kind)
      ? [
          {
            id,
            nodeId,
            kind,
            url: new URL(PATHS[kind] + token, env().HANDOFF_ORIGIN).href,
            hasSecret: secret !== null,
            secretPasted,
            oldSecretUntil:
              previousSecretUntil !== null && previousSecretUntil > new Date() ? previousSecretUntil : null,
          },
        ]
      : [],
  );
}
