import { describe, expect, test } from "vitest";
import { sign } from "@/server/testing/sign-webhook";
import { standardKey, standardWebhooks } from "./standard-webhooks";

const { isFromSender } = standardWebhooks;

// The example of the Standard Webhooks specification.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const AT = 1614265330;
const BODY = Buffer.from('{"test": 2432232314}');
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

function signed(changes: { [name: string]: string | undefined } = {}) {
  return { "webhook-id": ID, "webhook-timestamp": String(AT), "webhook-signature": SIGNATURE, ...changes };
}

describe("the signature of a webhook", () => {
  test("agrees with the specification's example", () => {
    expect(isFromSender({ headers: signed(), rawBody: BODY }, [SECRET], AT)).toBe(true);
  });

  test("counts for 299 seconds either way and not for 301", () => {
    const at = (offset: number) => isFromSender({ headers: signed(), rawBody: BODY }, [SECRET], AT + offset);
    expect([-301, -299, 299, 301].map(at)).toEqual([false, true, true, false]);
  });

  test("covers the id, the time and every byte of the body", () => {
    const check = (headers: { [name: string]: string | undefined }, rawBody = BODY) =>
      isFromSender({ headers, rawBody }, [SECRET], AT);
    expect(check(signed({ "webhook-id": "msg_other" }))).toBe(false);
    expect(check(signed({ "webhook-timestamp": String(AT + 1) }))).toBe(false);
    expect(check(signed(), Buffer.from('{"test":  2432232314}'))).toBe(false);
  });

  test.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("is none without %s", (name) => {
    expect(isFromSender({ headers: signed({ [name]: undefined }), rawBody: BODY }, [SECRET], AT)).toBe(false);
  });

  test("may stand among others, for either of two secrets while one replaces the other", () => {
    const headers = signed({ "webhook-signature": `v1,AAAA v1a,${SIGNATURE} ${SIGNATURE}` });
    expect(isFromSender({ headers, rawBody: BODY }, ["whsec_AAAA", SECRET], AT)).toBe(true);
    expect(isFromSender({ headers, rawBody: BODY }, ["whsec_AAAA"], AT)).toBe(false);
  });

  test("is never right where no secret is set", () => {
    const empty = sign({ id: ID, timestamp: String(AT), rawBody: BODY }, "");
    const headers = signed({ "webhook-signature": `v1,${empty}` });
    expect(isFromSender({ headers, rawBody: BODY }, [], AT)).toBe(false);
    expect(isFromSender({ headers, rawBody: BODY }, [""], AT)).toBe(false);
    expect(isFromSender({ headers: { "x-handoff-secret": "" }, rawBody: BODY }, [""], AT)).toBe(false);
  });

  test("may be replaced by the secret itself, for senders that cannot sign", () => {
    const check = (secret: string) =>
      isFromSender({ headers: { "x-handoff-secret": secret }, rawBody: BODY }, [SECRET], AT);
    expect([check(SECRET), check(`${SECRET} `), check("")]).toEqual([true, false, false]);
  });

  test.each([
    ["no base64", "whsec_not a key at all!"],
    ["too short", "whsec_AAAA"],
    ["nothing", "whsec_"],
  ])("is never right with a secret that is %s", (_, secret) => {
    expect(standardKey(secret)).toBe(null);
    const made = sign({ id: ID, timestamp: String(AT), rawBody: BODY }, secret);
    const headers = signed({ "webhook-signature": `v1,${made}` });
    expect(isFromSender({ headers, rawBody: BODY }, [secret], AT)).toBe(false);
  });
});
