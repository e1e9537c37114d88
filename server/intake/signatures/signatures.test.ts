import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "@/workflow/json";
import { signatureStyleNames } from "@/workflow/nodes/1-trigger/webhook/signed-by";
import type { Headers } from "../headers";
import { styleOf } from "./registry";
import type { SignatureStyle } from "./style";

type Example = {
  style: string;
  /** Where the example is from. */
  from: string;
  secret: string;
  at: number;
  rawBody: string;
  headers: Headers;
  /** Headers without which nothing is signed. */
  needed: string[];
  timed: boolean;
};

const SLACK_COMMAND =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

const EXAMPLES: Example[] = [
  {
    style: "github",
    from: "docs.github.com, Validating webhook deliveries",
    secret: "It's a Secret to Everybody",
    at: 1_700_000_000,
    rawBody: "Hello, World!",
    headers: {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    },
    needed: ["x-hub-signature-256"],
    timed: false,
  },
  {
    style: "slack",
    from: "docs.slack.dev, Verifying requests from Slack",
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    at: 1_531_420_618,
    rawBody: SLACK_COMMAND,
    headers: {
      "x-slack-request-timestamp": "1531420618",
      "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    },
    needed: ["x-slack-request-timestamp", "x-slack-signature"],
    timed: true,
  },
  {
    style: "stripe",
    from: "openssl, over what Stripe's page says is signed: it gives no whole example",
    secret: "whsec_test_secret",
    at: 1_492_774_577,
    rawBody: '{"id":"evt_1","object":"event"}',
    headers: {
      "stripe-signature":
        "t=1492774577,v1=654b43d3508ecadb3f8cefc4bc7d3d2bdc5ba9e03bf2c89b2d0657a8e24e4543,v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
    },
    needed: ["stripe-signature"],
    timed: true,
  },
  {
    style: "shopify",
    from: "openssl, over what Shopify's page says is signed: it gives no whole example",
    secret: "test-webhook-secret",
    at: 1_700_000_000,
    rawBody: '{"id":1234567890}',
    headers: { "x-shopify-hmac-sha256": "+tWFfDpvBH/QTx7xDCtPPMFJSZi87bj6kEw9H5hgXds=" },
    needed: ["x-shopify-hmac-sha256"],
    timed: false,
  },
];

function style(name: string, settings: JsonObject = {}): SignatureStyle {
  const found = styleOf({ signedBy: name, ...settings });
  if (!found) throw new Error(`There is no style ${name}.`);
  return found;
}

describe.each(EXAMPLES)("a request signed the way of $style", (example) => {
  const { isFromSender } = style(example.style);
  const check = (changes: Partial<Example & { secrets: string[] }> = {}) => {
    const { headers, rawBody, at, secret, secrets = [secret] } = { ...example, ...changes };
    return isFromSender({ headers, rawBody: Buffer.from(rawBody) }, secrets, at);
  };

  test("agrees with an example made elsewhere", () => expect(check()).toBe(true));

  test("covers every byte of the body", () => {
    expect(check({ rawBody: `${example.rawBody} ` })).toBe(false);
    expect(check({ rawBody: example.rawBody.replace(/[,&:]/, "$& ") })).toBe(false);
  });

  test.each(example.needed)("is none without %s", (name) => {
    expect(check({ headers: { ...example.headers, [name]: undefined } })).toBe(false);
    expect(check({ headers: { ...example.headers, [name]: "" } })).toBe(false);
  });

  test("is never right where no secret is set, nor with another", () => {
    expect([[], [""], ["another secret"]].map((secrets) => check({ secrets }))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("counts for either of two secrets while one replaces the other", () => {
    expect(check({ secrets: ["another secret", example.secret] })).toBe(true);
    expect(check({ secrets: [example.secret, "another secret"] })).toBe(true);
  });

  test("counts for 299 seconds either way and not for 301, where a time is signed", () => {
    const around = [-301, -299, 299, 301].map((offset) => check({ at: example.at + offset }));
    expect(around).toEqual(example.timed ? [false, true, true, false] : [true, true, true, true]);
  });
});

test("of several Stripe signatures one right one is enough, and the time must be the signed one", () => {
  const { isFromSender } = style("stripe");
  const rawBody = Buffer.from('{"id":"evt_1"}');
  const v1 = createHmac("sha256", "whsec_one").update('1000.{"id":"evt_1"}').digest("hex");
  const check = (header: string) =>
    isFromSender({ headers: { "stripe-signature": header }, rawBody }, ["whsec_one"], 1000);
  expect(check(`t=1000,v1=${"0".repeat(64)},v1=${v1}`)).toBe(true);
  expect(check(`t=1000, v1=${v1}`)).toBe(true);
  expect(check(`t=1001,v1=${v1}`)).toBe(false);
  expect(check(`t=1000,v0=${v1}`)).toBe(false);
  expect(check(`v1=${v1}`)).toBe(false);
});

describe("a secret in a header", () => {
  const body = Buffer.from("{}");
  const check = (headers: Headers, secrets: string[], settings: JsonObject = {}) =>
    style("shared-secret", settings).isFromSender({ headers, rawBody: body }, secrets, 0);

  test("must be the one that is set, alone or as a bearer token, in the header that the settings name", () => {
    expect(check({ "x-handoff-secret": "one two three" }, ["one two three"])).toBe(true);
    const named = { secretHeader: "Authorization" };
    expect(check({ authorization: "Bearer abc" }, ["abc"], named)).toBe(true);
    expect(check({ "x-handoff-secret": "abc" }, ["abc"], named)).toBe(false);
  });

  test("is wrong when it is missing, another, or none is set", () => {
    expect(check({}, ["abc"])).toBe(false);
    expect(check({ "x-handoff-secret": "abd" }, ["abc"])).toBe(false);
    expect(check({ "x-handoff-secret": "" }, [""])).toBe(false);
    expect(check({ "x-handoff-secret": "abc" }, [])).toBe(false);
  });
});

test("every style that can be chosen is known, one that cannot is believed nothing, none is Standard Webhooks", () => {
  for (const name of signatureStyleNames) expect(styleOf({ signedBy: name })).not.toBe(null);
  expect(styleOf({ signedBy: "constructor" })).toBe(null);
  expect(styleOf({})).toBe(styleOf({ signedBy: "standard-webhooks" }));
  expect(styleOf(null)).toBe(styleOf({}));
});

test("each style knows the sender's own id of the event", () => {
  const id = (name: string, headers: Headers, body: JsonObject = {}) => style(name).eventId(headers, body);
  expect(id("standard-webhooks", { "webhook-id": "msg_1" })).toBe("msg_1");
  expect(id("github", { "x-github-delivery": "d-1" })).toBe("d-1");
  expect(id("stripe", {}, { id: "evt_1" })).toBe("evt_1");
  expect(id("slack", {}, { event_id: "Ev1", trigger_id: "t" })).toBe("Ev1");
  expect(id("slack", {}, { trigger_id: "1.2.3" })).toBe("1.2.3");
  expect(id("shopify", { "x-shopify-webhook-id": "w-1" })).toBe("w-1");
  expect(id("stripe", { "webhook-id": "not this" }, { id: 5 })).toBe(undefined);
});
