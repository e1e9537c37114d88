import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MendInput } from "@/server/errors";
import { deliveryReport as made } from "@/server/testing/delivery-report";
import { deliveryReport, messageIdOf, sentBy } from "./delivery-report";
import { parseReport } from "./parse-report";

const ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

const example = (name: string) => readFileSync(join(import.meta.dirname, "examples", `${name}.eml`));
const read = (text: string) => parseReport(Buffer.from(text));
/** As it comes over the wire. */
const crlf = (raw: Buffer) => Buffer.from(raw.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");

const EXAMPLES = {
  postfix: {
    event: "bounced",
    envelopeId: ID,
    messageId: `<${ID}@handoff>`,
    status: "5.1.1",
    reason: "550 5.1.1 <dana@example.net>: Recipient address rejected: User unknown in virtual mailbox table",
    recipient: "dana@example.net",
    by: "mx.example.net",
  },
  exchange: {
    event: "bounced",
    messageId: `<${ID}.1@handoff>`,
    status: "5.2.2",
    reason:
      "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
    recipient: "dana@example.net",
    by: "DB9PR01MB0001.eurprd01.prod.exchangelabs.com",
  },
  gmail: {
    event: "delayed",
    messageId: `<${ID}@handoff>`,
    status: "4.4.1",
    reason: expect.stringMatching(
      /did not accept our requests .* \[mx\.example\.net\. 203\.0\.113\.7: timed out\]$/,
    ),
    recipient: "dana@example.net",
    by: "googlemail.com",
    retryUntil: "2026-11-26T05:12:30.000Z",
  },
  exim: {
    event: "bounced",
    messageId: `<${ID}@handoff>`,
    status: "5.0.0",
    recipient: "dana@example.net",
    by: "mail.example.com",
  },
  "exim-before-4.80": {
    event: "bounced",
    messageId: `<${ID}@handoff>`,
    status: "5.1.1",
    reason: "host mx.example.net [203.0.113.7]: 550 5.1.1 No such user here",
    recipient: "dana@example.net",
  },
};

describe.each(Object.entries(EXAMPLES))("a report of %s", (name, expected) => {
  test("is read, whatever its lines end with, and names the action", () => {
    const report = parseReport(example(name));
    expect(report).toEqual(expected);
    expect(parseReport(crlf(example(name)))).toEqual(expected);
    expect(deliveryReport.safeParse(JSON.parse(JSON.stringify(report))).success).toBe(true);
    expect(sentBy(report)).toBe(ID);
  });
});

describe("a report", () => {
  test.each([
    ["failed", "bounced"],
    ["delayed", "delayed"],
    ["delivered", "delivered"],
    ["expanded", "delivered"],
    ["relayed", "relayed"],
    ["Failed (bad destination mailbox)", "bounced"],
  ])("of the action %s tells of what was %s", (action, event) => {
    expect(read(made({ envelopeId: ID }, { action })).event).toBe(event);
  });

  test("on several people tells of the one that it did not reach", () => {
    const both = made({ envelopeId: ID }).replace(
      "Final-Recipient",
      "Final-Recipient: rfc822; kim@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient",
    );
    expect(read(both)).toMatchObject({ event: "bounced", recipient: "dana@example.com" });
  });

  test("is found below what forwards it, and in an encoding of its own", () => {
    const inner = made({ envelopeId: ID });
    const forwarded = `Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n\r\nLook.\r\n--out\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--out--\r\n`;
    expect(read(forwarded)).toMatchObject({ event: "bounced", envelopeId: ID });
    const status = `Reporting-MTA: dns; a\r\nOriginal-Envelope-Id: ${ID}\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n`;
    const encoded = `Content-Type: multipart/report; boundary="b b"\n\n--b b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: BASE64\n\n${Buffer.from(status).toString("base64")}\n--b b--`;
    expect(read(encoded)).toMatchObject({ event: "bounced", envelopeId: ID, status: "5.1.1" });
  });

  test("whose server forgot the blank line after what is said of the whole is read too", () => {
    const report = made({ envelopeId: ID }).replace(`${ID}\r\n\r\n`, `${ID}\r\n`);
    expect(read(report)).toMatchObject({ event: "bounced", envelopeId: ID });
  });

  test("keeps what a server said in letters of its own, shortened to what is worth showing", () => {
    const said = `smtp; 550 Empfänger unbekannt ${"x".repeat(5_000)}`;
    const { reason } = read(made({ envelopeId: ID }, { diagnostic: said }));
    expect(reason).toMatch(/^550 Empfänger unbekannt x+$/);
    expect(reason).toHaveLength(1_000);
  });
});

describe("what is no report", () => {
  const NONE = /no delivery report/;
  test.each([
    ["nothing", "", NONE],
    ["an answer by hand", "Subject: Re: Hello\r\nMessage-ID: <a@b>\r\n\r\nI am away.", NONE],
    ["bytes", "\u0000\u0001\uFFFD".repeat(100), NONE],
    ["a report without its part", "Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--", NONE],
    ["a boundary that never comes", "Content-Type: multipart/report; boundary=b\n\nnothing", NONE],
    [
      "a part that says nothing",
      "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n\n--b--",
      NONE,
    ],
    [
      "an action that nobody knows",
      made({ envelopeId: ID }, { action: "eaten" }),
      /what became of the email/,
    ],
    ["one on no email at all", made({}), /which email it is about/],
  ])("is refused: %s", (_, text, why) => {
    expect(() => read(text)).toThrow(MendInput);
    expect(() => read(text)).toThrow(why);
  });

  test("costs little, however it is made", () => {
    const MIB = 1024 * 1024;
    const nested = Array.from(
      { length: 2_000 },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`,
    ).join("");
    const hostile = [
      nested,
      "Content-Type: message/rfc822\n\n".repeat(20_000),
      `Content-Type: multipart/report; boundary=b\n\n${"--b\n\n".repeat(MIB / 5)}`,
      `Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n${"\n \n".repeat(MIB / 3)}`,
      `A:${" \n".repeat(MIB / 2)}`,
      `${"a\n\t".repeat(MIB / 3)}`,
      `Content-Type: multipart/report;${" ".repeat(MIB - 100)}x`,
      `X-Failed-Recipients: a\n\n${" ".repeat(MIB / 2)}<${"7".repeat(MIB / 3)}`,
      `Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: quoted-printable\n\n${"=".repeat(MIB / 2)}${"=  ".repeat(MIB / 8)}`,
      made({ envelopeId: `${"<".repeat(MIB / 2)}` }, { action: `failed${" ".repeat(MIB / 4)}` }),
    ];
    for (const text of hostile) {
      const begun = performance.now();
      try {
        read(text);
      } catch (error) {
        expect(error).toBeInstanceOf(MendInput);
      }
      expect(performance.now() - begun).toBeLessThan(500);
    }
  });
});

describe("which email is meant", () => {
  test("is told by the envelope id, else by the Message-ID; never by what was not made here", () => {
    const other = "11111111-2222-3333-4444-555555555555";
    expect(sentBy({ envelopeId: ID, messageId: `<${other}@handoff>` })).toBe(ID);
    expect(sentBy({ envelopeId: "QQ123", messageId: `<${other}@handoff>` })).toBe(other);
    expect(sentBy({ messageId: `${ID.toUpperCase()}.3@handoff` })).toBe(ID);
    expect(sentBy({ messageId: messageIdOf(`${ID}:2`) })).toBe(ID);
    expect(sentBy({ messageId: `<${ID}@example.com>` })).toBe(null);
    expect(sentBy({ envelopeId: `${ID} OR 1=1` })).toBe(null);
    expect(sentBy({})).toBe(null);
  });
});
