import { createConnection } from "@/server/connections/save-connection";
import { inOrganization, type PrismaTx } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { setMoneyCap } from "@/server/guardrails/set-money-cap";
import type { Viewer } from "@/server/identity/session";
import { createWorkflow } from "@/server/workflows/create-workflow";
import { publishWorkflow } from "@/server/workflows/publish";
import { COLLECTIONS } from "./collections";
import { refundRequests } from "./refund-requests";

export type ExampleOrganization = {
  organizationId: string;
  name: string;
  slug: string;
  admin: Viewer;
  builder: Viewer;
};

/** Everything the example organization starts with, by the use cases a person would use where there is one. */
export async function seedExample(organization: ExampleOrganization): Promise<void> {
  const { organizationId, admin, builder } = organization;
  await inOrganization(organizationId, async (tx) => {
    const { name, slug } = organization;
    await tx.db.organizationSettings.create({
      data: { organizationId, name, slug, timeZone: "Europe/Berlin", currency: "EUR", brandColor: "#27304d" },
    });
    const collections = await createCollections(tx);
    const { id: mail } = await createConnection(tx, { connector: "smtp", name: "Email", config: {} }, admin);
    await setMoneyCap(tx, { currency: "EUR", capPerAction: "250", budgetPerDay: "20000", version: 0 }, admin);
    const document = refundRequests({ ...collections, mail });
    const workflow = await createWorkflow(
      tx,
      {
        name: "Refund requests",
        description: "From a request to a confirmed refund: small ones at once, unusual ones by a person.",
        document,
      },
      builder,
    );
    await publishWorkflow(tx, { workflowId: workflow.id, revision: 1, name: "First version" }, builder);
  });
}

export type CollectionIds = { customers: string; billing: string; orders: string; refunds: string };

async function createCollections(tx: PrismaTx): Promise<CollectionIds> {
  const ids: Record<string, string> = {};
  for (const { records, ...collection } of COLLECTIONS) {
    const { organizationId } = tx;
    const created = await tx.db.collection.create({
      data: { organizationId, ...collection, fields: toJson(collection.fields) },
    });
    ids[collection.key] = created.id;
    await tx.db.record.createMany({
      data: records.map((data) => ({ organizationId, collectionId: created.id, data: toJson(data) })),
    });
  }
  return ids as CollectionIds;
}
