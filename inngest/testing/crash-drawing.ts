import { chaosDrawing } from "@/scripts/chaos/drawing";
import { inOrganization } from "@/server/db/in-organization";
import { makeConnection } from "@/server/testing/gateway";
import type { TestOrganization } from "@/server/testing/organization";
import { makeWorkflow, type TestWorkflow } from "@/server/testing/workflow";

/** @param origin of the other system, see CountingStub */
export async function drawForCrashes(organization: TestOrganization, origin: string): Promise<TestWorkflow> {
  const connect = (path: string, honours: boolean) =>
    makeConnection(organization, {
      connector: "http",
      config: {
        baseUrl: `${origin}/${path}`,
        writes: "send",
        allowedHosts: ["127.0.0.1"],
        honoursIdempotencyKey: honours,
      },
    });
  const collectionId = await inOrganization(organization.id, async ({ db }) => {
    const fields = [{ key: "name", label: "Name", type: "text" }];
    const data = { organizationId: organization.id, key: "chaos", name: "Chaos", titleField: "name", fields };
    return (await db.collection.create({ data })).id;
  });
  const honours = await connect("honours", true);
  const forgets = await connect("forgets", false);
  const checked = await connect("checked", false);
  return makeWorkflow(organization.id, chaosDrawing({ honours, forgets, checked, collectionId }));
}
