import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseReport } from "@/server/connectors/smtp/report/parse-report";
import { showMail } from "./http";
import { listenForMail } from "./smtp";
import { MailStore } from "./store";

describe("the local mailbox", () => {
  let folder: string;
  let smtp: Awaited<ReturnType<typeof listenForMail>>;
  let pages: Awaited<ReturnType<typeof showMail>>;
  let handoff: Server;
  /** What Handoff was sent. */
  let posted: { path: string; type: string; body: Buffer }[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mailbox-"));
    const store = await MailStore.open(folder, 3);
    posted = [];
    handoff = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      posted.push({ path: request.url ?? "", type: request.headers["content-type"] ?? "", body });
      response.writeHead(202).end();
    });
    await new Promise<void>((ready) => handoff.listen(0, "127.0.0.1", ready));
    const { port } = handoff.address() as AddressInfo;
    [smtp, pages] = await Promise.all([listenForMail(store, 0, port), showMail(store, 0)]);
  });

  afterEach(async () => {
    await Promise.all([smtp.close(), pages.close()]);
    handoff.close();
    await rm(folder, { recursive: true });
  });

  const send = (mail: { to: string; subject: string; text?: string; html?: string }) =>
    nodemailer
      .createTransport({ host: "127.0.0.1", port: smtp.port, secure: false })
      .sendMail({ from: "desk@example.test", ...mail });
  const get = (path: string) => fetch(`http://localhost:${pages.port}${path}`);

  it("shows a message that was sent to it, in full, as JSON", async () => {
    await send({ to: "dana@example.test", subject: "It is done", text: "All went well." });
    const [message] = await (await get("/messages")).json();
    expect(message).toMatchObject({ to: ["dana@example.test"], subject: "It is done" });
    expect(await (await get(`/messages/${message.id}`)).json()).toMatchObject({ text: "All went well.\n" });
  });

  it("narrows the list to one recipient", async () => {
    await send({ to: "dana@example.test", subject: "For Dana", text: "-" });
    await send({ to: "kim@example.test", subject: "For Kim", text: "-" });
    const messages = await (await get("/messages?to=KIM@example.test")).json();
    expect(messages.map((each: { subject: string }) => each.subject)).toEqual(["For Kim"]);
  });

  it("escapes what a sender wrote and frames mail's own HTML without scripts", async () => {
    const script = "<script>alert(1)</script>";
    await send({ to: "dana@example.test", subject: script, html: `<p>Hello</p>${script}` });
    const [message] = await (await get("/messages")).json();
    const list = await (await get("/")).text();
    const page = await get(`/mail/${message.id}`);
    const text = await page.text();
    expect(list).toContain("&lt;script&gt;");
    expect(list + text).not.toContain("<script");
    expect(text).toContain('<iframe sandbox title="The message" srcdoc="&lt;p&gt;Hello');
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("keeps the newest messages only, also after a restart", async () => {
    for (const subject of ["1", "2", "3", "4", "5"]) await send({ to: "a@example.test", subject, text: "-" });
    const subjects = (mails: readonly { subject: string }[]) => mails.map((each) => each.subject);
    expect(subjects(await (await get("/messages")).json())).toEqual(["5", "4", "3"]);
    expect(await readdir(folder)).toHaveLength(3);
    expect(subjects((await MailStore.open(folder, 2)).list())).toEqual(["5", "4"]);
  });

  it("answers nobody who came by another name", async () => {
    const response = await fetch(`http://127.0.0.1:${pages.port}/messages`);
    expect(response.status).toBe(200);
    const { get: raw } = await import("node:http");
    const status = await new Promise((resolve) =>
      raw({ port: pages.port, host: "127.0.0.1", headers: { host: "mail.example.test" } }, (answer) =>
        resolve(answer.resume().statusCode),
      ),
    );
    expect(status).toBe(403);
  });

  const TOKEN = "A-token_of-an-address-1234";
  const sendFrom = (from: string, to: string, notify?: string[]) =>
    nodemailer.createTransport({ host: "127.0.0.1", port: smtp.port, secure: false }).sendMail({
      subject: "Hello",
      text: "-",
      messageId: "<one@example.test>",
      envelope: { from, to },
      ...(notify && { dsn: { id: "envelope-1", return: "headers", notify } }),
    });
  const messages = async () => (await get("/messages")).json();

  it("sends back what goes to an address that does not exist, as a mail server does, and takes it to Handoff", async () => {
    await sendFrom(`${TOKEN}@reports.test`, "bounce@example.test", ["failure", "delay"]);
    await expect.poll(() => posted).toHaveLength(1);
    const [{ path, type, body } = { path: "", type: "", body: Buffer.alloc(0) }] = posted;
    expect({ path, type }).toEqual({ path: `/hooks/${TOKEN}`, type: "message/rfc822" });
    expect(parseReport(body)).toMatchObject({
      event: "bounced",
      status: "5.1.1",
      envelopeId: "envelope-1",
      messageId: "<one@example.test>",
      recipient: "bounce@example.test",
    });
    // Nobody has got it; its sender has the report.
    expect(await messages()).toMatchObject([{ to: [`${TOKEN}@reports.test`] }]);
  });

  it("tells of a delivery where that was asked for, and of nothing where that was", async () => {
    await sendFrom(`${TOKEN}@reports.test`, "dana@example.test", ["success"]);
    await expect.poll(() => posted).toHaveLength(1);
    expect(parseReport(posted[0]?.body ?? Buffer.alloc(0))).toMatchObject({
      event: "delivered",
      status: "2.1.5",
    });
    await sendFrom(`${TOKEN}@reports.test`, "dana@example.test", ["failure"]);
    await sendFrom(`${TOKEN}@reports.test`, "kim@bounce.test", ["never"]);
    await sendFrom("desk@example.test", "kim@bounce.test");
    await expect
      .poll(async () => (await messages())[0])
      .toMatchObject({ subject: "Undelivered: your message to kim@bounce.test", to: ["desk@example.test"] });
    expect(posted).toHaveLength(1);
  });

  it("finds nothing outside its folder", async () => {
    expect((await get("/messages/..%2f..%2fetc%2fpasswd")).status).toBe(404);
    expect((await get("/mail/nothing")).status).toBe(404);
  });
});
