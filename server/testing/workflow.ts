import { randomBytes, randomUUID } from "node:crypto";
import type { EndpointKind } from "@/server/db/generated/enums";
import { inOrganization } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { encryptSecret } from "@/server/secrets";
import type { Graph, GraphEdge, GraphNode } from "@/workflow/graph/schema";

export type TestEndpoint = { id: string; token: string; secret: string };
export type TestWorkflow = {
  organizationId: string;
  workflowId: string;
  versionId: string;
  /** By trigger node. */
  endpoints: { [nodeId: string]: TestEndpoint };
};

/** A node of a drawing, in as few words as a test needs. */
export function node(
  id: string,
  type: string,
  config: GraphNode["config"],
  more: Partial<GraphNode> = {},
): GraphNode {
  return { id, type, name: id, config, join: "all", position: { x: 0, y: 0 }, ...more };
}

/** An edge written as "source:port > target". */
export function edge(text: string, more: Partial<GraphEdge> = {}): GraphEdge {
  const [from = "", target = ""] = text.split(" > ");
  const [source = "", sourcePort = ""] = from.split(":");
  return { id: text, source, sourcePort, target, ...more };
}

const KINDS: { readonly [nodeType: string]: EndpointKind } = {
  form: "form",
  webhook: "webhook",
  "record-change": "record",
  called: "called",
};

/** A live workflow that never was a draft, with an endpoint for each trigger in it. */
export async function makeWorkflow(
  organizationId: string,
  document: Graph,
  name = "Example",
): Promise<TestWorkflow> {
  const workflowId = randomUUID();
  return inOrganization(organizationId, async ({ db }) => {
    await db.workflow.create({
      data: { id: workflowId, organizationId, name, draft: toJson(document), status: "live" },
    });
    const version = await db.workflowVersion.create({
      data: { organizationId, workflowId, number: 1, document: toJson(document) },
    });
    await db.workflow.updateMany({ where: { id: workflowId }, data: { publishedVersionId: version.id } });
    const endpoints: TestWorkflow["endpoints"] = {};
    for (const { id: nodeId, type, config } of document.nodes) {
      const kind = KINDS[type];
      if (kind === undefined) continue;
      const endpoint = {
        id: randomUUID(),
        token: randomBytes(24).toString("base64url"),
        secret: newSecret(),
      };
      const secret =
        kind === "webhook" ? encryptSecret({ organizationId, id: endpoint.id }, endpoint.secret) : null;
      await db.endpoint.create({
        data: {
          id: endpoint.id,
          organizationId,
          workflowId,
          nodeId,
          kind,
          collectionId: kind === "record" ? String(config.collectionId) : null,
          token: endpoint.token,
          secret,
        },
      });
      endpoints[nodeId] = endpoint;
    }
    return { organizationId, workflowId, versionId: version.id, endpoints };
  });
}

function newSecret(): string {
  return `whsec_${randomBytes(24).toString("base64")}`;
}
