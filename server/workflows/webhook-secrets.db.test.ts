import { afterAll, beforeEach, expect, test } from "vitest";
import { inOrganization, type PrismaTx } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { LookElsewhere, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeWorkflow, node } from "@/server/testing/workflow";
import { listEndpoints } from "./endpoints";
import { endOldSecret, pasteSecret, revealSecret, rotateSecret } from "./webhook-secrets";

let organization: TestOrganization;
let workflowId: string;
let endpointId: string;
let formId: string;

const within = <T>(work: (tx: PrismaTx) => Promise<T>) => inOrganization(organization.id, work);
const reveal = () => within((tx) => revealSecret(tx, endpointId));
const info = async () =>
  (await within((tx) => listEndpoints(tx, workflowId))).find(({ id }) => id === endpointId);

async function publishWith(signedBy: string) {
  const made = await makeWorkflow(organization.id, {
    nodes: [
      node("hook", "webhook", { fields: [], signedBy, idField: "", subjectField: "" }),
      node("form", "form", { title: "Ask", intro: "", fields: [], thanks: "", subjectField: "" }),
    ],
    edges: [],
  });
  workflowId = made.workflowId;
  endpointId = made.endpoints.hook?.id ?? "";
  formId = made.endpoints.form?.id ?? "";
  return made.endpoints.hook?.secret ?? "";
}

beforeEach(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

test("a secret of ours can be read and replaced, and the old one works for another day", async () => {
  const first = await publishWith("github");
  expect(await reveal()).toEqual({ secret: first });
  expect(await info()).toMatchObject({ secretPasted: false, oldSecretUntil: null });
  const { secret } = await within((tx) => rotateSecret(tx, endpointId, organization.people.builder));
  expect(secret).not.toBe(first);
  expect(await reveal()).toEqual({ secret });
  const until = (await info())?.oldSecretUntil?.getTime() ?? 0;
  expect(Math.round((until - Date.now()) / 3_600_000)).toBe(24);
});

test("a pasted secret is stored encrypted and never shown again", async () => {
  await publishWith("slack");
  const pasted = "8f742231b10e8888abcd99yyyzzz85a5";
  await within((tx) => pasteSecret(tx, endpointId, pasted, organization.people.builder));
  await expect(reveal()).rejects.toThrow(LookElsewhere);
  expect(await info()).toMatchObject({ secretPasted: true, oldSecretUntil: expect.any(Date) });
  const kept = await within(({ db }) => Promise.all([db.endpoint.findMany(), db.auditEntry.findMany()]));
  expect(JSON.stringify(kept, (_, value) => (typeof value === "bigint" ? `${value}` : value))).not.toContain(
    pasted,
  );
  await within((tx) => rotateSecret(tx, endpointId, organization.people.builder));
  expect((await reveal()).secret).toMatch(/^whsec_/);
});

test("a secret that leaked can be ended at once", async () => {
  await publishWith("github");
  const end = () => within((tx) => endOldSecret(tx, endpointId, organization.people.builder));
  await expect(end()).rejects.toThrow(LookElsewhere);
  await within((tx) => rotateSecret(tx, endpointId, organization.people.builder));
  await end();
  expect(await info()).toMatchObject({ oldSecretUntil: null });
});

test("what cannot be a secret of the published style is refused with what to do", async () => {
  await publishWith("standard-webhooks");
  const paste = (secret: string) =>
    within((tx) => pasteSecret(tx, endpointId, secret, organization.people.builder));
  await expect(paste("just some words here")).rejects.toThrow("choose that in the webhook's settings");
  await paste("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
});

test("a form has no secret", async () => {
  await publishWith("github");
  await expect(within((tx) => revealSecret(tx, formId))).rejects.toThrow(MendInput);
});
