import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appRouter } from "@/server/api/root";
import { createCaller } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { closeIdentityPool } from "@/server/identity/pool";
import { JUST_NOW } from "@/server/testing/clock";
import { effectOf, makeConnection, passTime, perform } from "@/server/testing/gateway";
import { connectMail, startMail } from "@/server/testing/mail";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import { readRule } from "../rules/standing-rule";
import { HOSTS } from "./hosts-rule";

let system: Awaited<ReturnType<typeof startHttp>>;
let asked = 0;
beforeAll(async () => {
  system = await startHttp((_, response) => {
    asked += 1;
    response.setHeader("content-type", "application/json").end("{}");
  });
});
afterAll(async () => {
  await system.close();
  await closePrisma();
  await closeIdentityPool();
});

let organization: TestOrganization;
beforeEach(async () => {
  organization = await makeOrganization();
  asked = 0;
});

const admin = () => createCaller(appRouter)({ viewer: organization.people.admin });

/** Sets the list. */
async function only(...hosts: string[]) {
  const { version } = await inOrganizationFast(organization.id, (tx) => readRule(tx, HOSTS));
  return admin().guardrails.setHosts({ hosts, version });
}

const connect = (config: { baseUrl: string; allowedHosts?: string[] }) =>
  makeConnection(organization, { connector: "http", config: { ...config, writes: "send" } });

const connectSystem = () =>
  connect({ baseUrl: `http://127.0.0.1:${system.port}`, allowedHosts: ["127.0.0.1"] });

async function call(connectionId: string, method: "GET" | "POST" = "POST") {
  const run = await makeRun(organization.id);
  return perform(organization.id, run, "call", {
    action: "http.request",
    connectionId,
    input: { method, path: "/" },
    summary: "Call it",
  });
}

describe("the hosts that an organization may reach", () => {
  test("are any public ones until it lists some; then a connection to another is refused when it is saved", async () => {
    await connect({ baseUrl: "https://anywhere.example" });
    await only("*.good.example", "api.example.com");
    await connect({ baseUrl: "https://eu.good.example/v1" });
    const id = await connect({ baseUrl: "https://api.example.com" });
    await expect(connect({ baseUrl: "https://api.example.com.evil.example" })).rejects.toThrow(
      "api.example.com.evil.example is not among the hosts that this organization may reach.",
    );
    const away = { connectionId: id, config: { baseUrl: "https://elsewhere.example" } };
    await expect(admin().connections.update(away)).rejects.toThrow(/is not among the hosts/);
    await only();
    await connect({ baseUrl: "https://elsewhere.example" });
  });

  test("count when it is sent: a connection made before is stopped, says why, and goes on once it is listed", async () => {
    const connectionId = await connectSystem();
    expect((await call(connectionId)).state).toBe("confirmed");
    expect((await call(connectionId, "GET")).state).toBe("confirmed");
    await only("api.example.com");
    asked = 0;
    const refused = await call(connectionId);
    expect(refused).toMatchObject({
      state: "blocked",
      reason: expect.stringContaining("127.0.0.1 is not among the hosts that this organization may reach."),
    });
    expect((await call(connectionId, "GET")).state).toBe("blocked");
    expect(await admin().connections.test({ connectionId })).toMatchObject({
      works: false,
      sentence: expect.stringContaining("is not among the hosts"),
    });
    expect(asked).toBe(0);
    await only("api.example.com", `127.0.0.1:${system.port}`);
    expect((await call(connectionId)).state).toBe("confirmed");
  });

  test("count for what was queued before the list was set", async () => {
    const connectionId = await connectSystem();
    const { effectId } = await call(connectionId);
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `UPDATE effect SET state = 'queued', next_attempt_at = ${JUST_NOW}, settled_at = NULL WHERE id = $1::uuid`,
        [effectId],
      ),
    );
    asked = 0;
    await only("api.example.com");
    await passTime(organization.id);
    await drainOnce();
    expect((await effectOf(organization.id, effectId)).state).toBe("blocked");
    expect(asked).toBe(0);
  });

  test("count for mail", async () => {
    const mail = await startMail();
    const connectionId = await connectMail(organization, mail);
    await only("smtp.example.com:587");
    const run = await makeRun(organization.id);
    const progress = await perform(organization.id, run, "mail", {
      action: "smtp.send-email",
      connectionId,
      input: { to: "dana@example.com", subject: "Hello", text: "A text." },
      summary: "Write",
    });
    expect(progress).toMatchObject({
      state: "blocked",
      reason: expect.stringContaining("not among the hosts"),
    });
    expect(mail.received).toEqual([]);
    await mail.close();
  });

  test("do not open what is inside this network: that stays a matter of the connection", async () => {
    await only("127.0.0.1");
    const connectionId = await connect({ baseUrl: `http://127.0.0.1:${system.port}` });
    expect((await call(connectionId)).reason).toContain("inside this network");
    expect(asked).toBe(0);
  });

  test("count where a document is fetched from", async () => {
    await only("api.example.com");
    const url = "https://elsewhere.example/openapi.json";
    await expect(admin().connections.readDocument({ url })).rejects.toThrow(/is not among the hosts/);
  });

  test("of one organization are nothing to another", async () => {
    await only("api.example.com");
    organization = await makeOrganization();
    expect((await call(await connectSystem())).state).toBe("confirmed");
  });

  test("say beforehand which connections a list would cut off, and how much went over them", async () => {
    const connectionId = await connectSystem();
    await call(connectionId);
    await call(connectionId, "GET");
    await connect({ baseUrl: "https://api.example.com" });
    expect(await admin().guardrails.previewHosts({ hosts: ["api.example.com"] })).toMatchObject({
      looked: 2,
      held: 2,
      cutOff: [{ id: connectionId, host: `127.0.0.1:${system.port}`, actions: 2 }],
    });
    expect(await admin().guardrails.previewHosts({ hosts: [] })).toMatchObject({ held: 0, cutOff: [] });
    await expect(only("https://example.com/path")).rejects.toThrow("is no host");
  });
});
