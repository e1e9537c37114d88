import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { judgePlans } from "./judge-plans";

const databases = {
  superuser: Object.assign(new URL(inject("database").serverUrl), {
    pathname: new URL(process.env.DATABASE_URL ?? "").pathname,
  }).href,
  handoff_app: process.env.HANDOFF_APP_DATABASE_URL ?? "",
  handoff_engine: process.env.HANDOFF_ENGINE_DATABASE_URL ?? "",
};

function judge(
  user: "handoff_app" | "handoff_engine",
  text: string,
  folder = join(tmpdir(), `plans-${randomUUID()}`),
) {
  return judgePlans([{ user, text, from: "server/some/file.ts:12" }], databases, folder);
}

test.each([
  ["no index has the column", "handoff_engine", "SELECT id FROM run WHERE version_id = $1"],
  ["an index has it, but not first", "handoff_engine", "SELECT id FROM effect WHERE state = 'confirmed'"],
  ["everything of an organization is counted", "handoff_app", "SELECT count(*) FROM record"],
  ["what is rare is looked for, newest first", "handoff_app", "SELECT id FROM run ORDER BY reason LIMIT 5"],
] as const)("a statement is reported where %s", async (_, user, text) => {
  const [fault] = await judge(user, text);
  expect(fault).toMatch(/^server\/some\/file\.ts:12 reads (run|effect|record)\b.* from end to end:\n/);
  expect(fault).toContain(text);
});

test.each([
  ["an index leads to the row", "handoff_app", "SELECT id FROM run WHERE id = $1"],
  ["an index holds only what is looked for", "handoff_engine", "SELECT id FROM run WHERE ended_at IS NULL"],
  ["a page ends early", "handoff_app", "SELECT id FROM run ORDER BY started_at DESC LIMIT 50"],
  ["the table stays small", "handoff_app", "SELECT count(*) FROM workflow WHERE description = $1"],
  ["it cannot be planned at all", "handoff_engine", "SELECT subject FROM run"],
] as const)("a statement passes where %s", async (_, user, text) => {
  expect(await judge(user, text)).toEqual([]);
});

test("what was judged once is not judged again in the same run of all tests", async () => {
  const folder = join(tmpdir(), `plans-${randomUUID()}`);
  const text = "SELECT id FROM run WHERE version_id = $1";
  expect(await judge("handoff_engine", text, folder)).toHaveLength(1);
  expect(await judge("handoff_engine", text, folder)).toEqual([]);
});
