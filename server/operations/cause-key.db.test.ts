import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePools } from "@/server/db/pools";
import { CAUSE_KEY } from "./cause-key";

afterAll(closePools);

const keyOf = async (reason: string) => {
  const [row] = await inOrganizationFast(randomUUID(), (tx) =>
    tx.query<{ key: string }>(`SELECT ${CAUSE_KEY} AS key FROM (SELECT $1::text AS reason) AS effect`, [
      reason,
    ]),
  );
  return row?.key;
};

test.each([
  ["api.example.com answered 404 to POST /things/7.", "api.example.com answered 404 to POST /things/b%20c."],
  ["“ada@example.com” is not an email address.", "“bob+x@mail.example.org” is not an email address."],
  ["127.0.0.1:8080 refused it.", "10.0.0.7:90 refused it."],
  [`The record ${randomUUID()} is not there.`, `The record ${randomUUID()} is not there.`],
  ["“Amount” is 12.50; INV-77 takes 10 at most.", "“Amount” is 9; INV-1234 takes 8 at most."],
])("what differs in values alone has one cause: %s", async (one, other) => {
  expect(await keyOf(one)).toBe(await keyOf(other));
});

test.each([
  ["api.example.com answered 404 to POST /things.", "api.example.com answered 422 to POST /things."],
  ["api.example.com answered 404 to POST /things.", "api.example.com answered 404 to PUT /things."],
  ["“Name” is missing.", "“Amount” is missing."],
])("another status, method or field is another cause: %s", async (one, other) => {
  expect(await keyOf(one)).not.toBe(await keyOf(other));
});
