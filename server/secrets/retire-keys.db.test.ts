import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openRow, readConnection } from "@/server/connections/open-connection";
import { createConnection } from "@/server/connections/save-connection";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import { revealSecret } from "@/server/workflows/webhook-secrets";
import { decryptSecret, newestPrefix } from ".";
import { reEncryptAll } from "./re-encrypt";
import { retireKeys } from "./retire-keys";

const folder = mkdtempSync(join(tmpdir(), "handoff-keys-"));
const file = join(folder, "secret-keys.json");
const key = () => randomBytes(32).toString("base64");
/** As `npm run rotate-key` and the other processes leave the file, a while ago. */
const write = (keys: readonly string[], secondsAgo = 60) => {
  writeFileSync(file, JSON.stringify({ keys }));
  const at = Date.now() / 1000 - secondsAgo;
  utimesSync(file, at, at);
};
const kept = () => (JSON.parse(readFileSync(file, "utf8")) as { keys: string[] }).keys;

// Before anything reads the settings.
const first = key();
write([first], 120);
process.env.HANDOFF_SECRET_KEY = "";
process.env.HANDOFF_SECRET_KEYS_FILE = file;

const SECRET = { kind: "bearer", token: "canary-5c1d" };
let organization: TestOrganization;
let workflow: TestWorkflow;
let connectionId: string;

beforeAll(async () => {
  organization = await makeOrganization();
  const start = node("start", "webhook", { fields: [], idField: "", subjectField: "" });
  workflow = await makeWorkflow(organization.id, { nodes: [start], edges: [] });
  const config = { baseUrl: "http://127.0.0.1:9", writes: "create", allowedHosts: ["127.0.0.1:9"] };
  const input = { connector: "http", name: "Carrier", config, secret: SECRET };
  const { id } = await inOrganization(organization.id, (tx) =>
    createConnection(tx, input, organization.people.admin),
  );
  connectionId = id;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As the gateway opens it for a call. */
const credentials = () =>
  inOrganizationFast(organization.id, async (tx) => {
    const row = await readConnection(tx, { connectionId, connectorId: "http" });
    return openRow(organization.id, row).secret;
  });
const webhookSecret = () =>
  inOrganization(organization.id, (tx) => revealSecret(tx, workflow.endpoints.start?.id ?? ""));

const stored = () =>
  inOrganizationFast(organization.id, async (tx) => {
    const rows = await tx.query<{ secret: string }>(
      `SELECT secret FROM connection WHERE id = $1::uuid
       UNION ALL SELECT secret FROM endpoint WHERE id = $2::uuid`,
      [connectionId, workflow.endpoints.start?.id],
    );
    return rows.map(({ secret }) => secret);
  });

test("a key added while processes run takes over: every credential opens all the while, then the old key goes", async () => {
  const before = await stored();
  expect(before.every((each) => each.startsWith(newestPrefix()))).toBe(true);
  const second = key();
  write([second, first], 1);
  await vi.waitFor(() => expect(before[0]?.startsWith(newestPrefix())).toBe(false), { timeout: 5_000 });

  // Other processes may not have seen it yet.
  await retireKeys();
  expect(await stored()).toEqual(before);

  write([second, first]);
  const reading = (async () => {
    for (let count = 0; count < 50; count += 1) {
      expect(await credentials()).toEqual(SECRET);
      expect(await webhookSecret()).toEqual({ secret: workflow.endpoints.start?.secret });
    }
  })();
  await retireKeys();
  await reading;
  const after = await stored();
  expect(after.every((each) => each.startsWith(newestPrefix()))).toBe(true);
  expect(kept()).toEqual([second, first]);

  // Nothing was left to do: nobody needs the old one.
  await retireKeys();
  expect(kept()).toEqual([second]);
  expect(await credentials()).toEqual(SECRET);
});

test("what another process has encrypted under a key that is new here opens", () => {
  const [standing] = kept();
  const theirs = key();
  const owner = { organizationId: organization.id, id: connectionId };
  // Just looked: by itself it would not look again for a while.
  newestPrefix();
  write([theirs, standing ?? ""]);
  const bytes = Buffer.from(theirs, "base64");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", bytes, nonce);
  cipher.setAAD(Buffer.from(`${owner.organizationId}/${owner.id}`));
  const sealed = Buffer.concat([cipher.update("new", "utf8"), cipher.final()]);
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
  expect(decryptSecret(owner, ["v2", name, ...parts].join("."))).toBe("new");
});

test("credentials of before keys had names are brought under the newest key", async () => {
  const owner = { organizationId: organization.id, id: connectionId };
  const [standing] = await stored();
  const unnamed = (standing ?? "").split(".").toSpliced(0, 2, "v1").join(".");
  expect(decryptSecret(owner, unnamed)).toContain(SECRET.token);
  await inOrganizationFast(organization.id, async (tx) => {
    await tx.query("UPDATE connection SET secret = $2 WHERE id = $1::uuid", [connectionId, unnamed]);
  });
  expect(await reEncryptAll()).toMatchObject({ unreadable: 0 });
  expect((await stored())[0]?.startsWith(newestPrefix())).toBe(true);
  expect(await credentials()).toEqual(SECRET);
});
