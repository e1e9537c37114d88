import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { makeRun } from "@/server/testing/run";
import { node } from "@/server/testing/workflow";
import { giveUp } from "./give-up";

test("a run whose drawing this release cannot plan ends openly when the engine gives it up", async () => {
  const organizationId = randomUUID();
  const document = { nodes: [node("start", "webhook", { fields: 7 }, { name: "Arrived" })], edges: [] };
  const { runId } = await makeRun(organizationId, { document });
  await giveUp({ data: { runId, organizationId } }, "It cannot be read.");
  await inOrganization(organizationId, async ({ db }) => {
    expect(await db.run.findMany()).toMatchObject([
      {
        status: "failed",
        reason: "The settings of “Arrived” are not finished. Mend the drawing and publish it again.",
      },
    ]);
    expect(await db.auditEntry.findMany({ where: { runId } })).toMatchObject([{ verb: "run.failed" }]);
  });
});
