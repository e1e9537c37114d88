import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showMail } from "./http";
import { listenForMail } from "./smtp";
import { MailStore } from "./store";

describe("the local mailbox", () => {
  let folder: string;
  let smtp: Awaited<ReturnType<typeof listenForMail>>;
  let pages: Awaited<ReturnType<typeof showMail>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mailbox-"));
    const store = await MailStore.open(folder, 3);
    [smtp, pages] = await Promise.all([listenForMail(store, 0), showMail(store, 0)]);
  });

  afterEach(async () => {
    await Promise.all([smtp.close(), pages.close()]);
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

  it("finds nothing outside its folder", async () => {
    expect((await get("/messages/..%2f..%2fetc%2fpasswd")).status).toBe(404);
    expect((await get("/mail/nothing")).status).toBe(404);
  });
});
