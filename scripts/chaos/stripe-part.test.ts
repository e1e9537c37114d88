import { afterEach, beforeEach, expect, test } from "vitest";
import { CountingStub } from "./counting-stub";

let stub: CountingStub;
beforeEach(async () => {
  stub = new CountingStub("any", { meanness: 0, stallMs: 0 });
  await stub.open();
});
afterEach(() => stub.close());

const authorization = "Bearer rk_test_standin0standin0";
async function refund(mark: string, key: string): Promise<{ id: string; status: string }> {
  const form = { payment_intent: "pi_one", amount: "1", "metadata[handoff_action]": mark };
  const answer = await fetch(`${stub.origin}/stripe/v1/refunds`, {
    method: "POST",
    headers: { authorization, "idempotency-key": key },
    body: new URLSearchParams(form),
  });
  return answer.json();
}
const read = async (path: string) =>
  (await fetch(`${stub.origin}/stripe/v1/${path}`, { headers: { authorization } })).json();
const counted = () => stub.ledger().map(({ key, requests, done }) => ({ key, requests, done }));

test("a refund is counted by the action that is named on it: once for a key, and again for another", async () => {
  await read("payment_intents/pi_one");
  const { id } = await refund("action", "key");
  expect((await refund("action", "key")).id).toBe(id);
  expect(counted()).toEqual([{ key: "action", requests: 2, done: 1 }]);
  await refund("action", "another key");
  expect(counted()).toEqual([{ key: "action", requests: 3, done: 2 }]);
  expect((await read("refunds?payment_intent=pi_one&limit=10")).data).toHaveLength(2);
});

test("of refunds some are under way at first, and have arrived after a few looks", async () => {
  await read("payment_intents/pi_one");
  const made = await Promise.all(["a", "b", "c", "d", "e", "f"].map((mark) => refund(mark, mark)));
  expect(new Set(made.map(({ status }) => status))).toEqual(new Set(["pending", "succeeded"]));
  for (const { id } of made) {
    await read(`refunds/${id}`);
    await read(`refunds/${id}`);
    expect((await read(`refunds/${id}`)).status).toBe("succeeded");
  }
});
