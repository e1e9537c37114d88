import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { confirmProposals } from "@/server/connections/interface/classify-operations";
import { importDocument } from "@/server/connections/interface/import-document";
import { readGiven } from "@/server/connections/interface/read-given";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { proposals } from "@/server/openapi/propose";
import { effectOf, makeConnection, perform } from "@/server/testing/gateway";
import { startStub } from "@/server/testing/openapi-stub";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import type { JsonObject } from "@/workflow/json";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const folder = dirname(createRequire(import.meta.url).resolve("@readme/oas-examples/package.json"));

/** A document that nobody here wrote, and one thing that its interface makes. */
const MADE: readonly [file: string, operation: string, values: JsonObject][] = [
  ["3.0/json/petstore.json", "placeOrder", { "body/petId": 7, "body/quantity": "2" }],
  [
    "3.1/json/train-travel.json",
    "create-booking",
    { "body/trip_id": "4f4e4e1-c824-4d63-b37a-d8d698862f1d", "body/passenger_name": "Jane Doe" },
  ],
  ["3.1/yaml/readme.yaml", "createChangelog", { "body/title": "Faster than before" }],
];

test.each(MADE)(
  "what %s offers is used as proposed: %s is read back and taken back",
  async (file, key, values) => {
    const document = await readGiven({ text: readFileSync(join(folder, file), "utf8") });
    const proposed = proposals(document.operations);
    const stub = await startStub(document.operations, proposed);
    const connectionId = await makeConnection(organization, {
      connector: "openapi",
      config: { baseUrl: `http://127.0.0.1:${stub.port}`, allowedHosts: ["127.0.0.1"] },
    });
    const { admin } = organization.people;
    await inOrganizationFast(organization.id, (tx) => importDocument(tx, connectionId, document, admin));
    await inOrganizationFast(organization.id, (tx) =>
      confirmProposals(tx, { connectionId, text: "", view: "open" }, admin),
    );
    const progress = await perform(organization.id, await makeRun(organization.id), "use", {
      action: "openapi.use-operation",
      connectionId,
      input: { operation: key, values },
      summary: key,
    });
    expect(progress).toMatchObject({
      state: "confirmed",
      reason: expect.stringContaining("Read back as meant"),
    });
    expect(stub.things.size).toBe(1);
    await reverseEffect(admin, progress.effectId, "Only a trial");
    expect(stub.things.size).toBe(0);
    expect((await effectOf(organization.id, progress.effectId)).state).toBe("reversed");
    await stub.close();
  },
);
